"""The pages of a package that people read: a list of contents, and records under their days.

No script, nothing from elsewhere; long parts are pages of their own, so that each opens at once.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from indokona.kernel.exports import Record
from indokona.privacy.package import words
from indokona.privacy.package.values import Eyes, link, shown

MESSAGES = "messaging.message"
#: Where a record says when it was; the first that it has counts.
_WHEN = (
    "at",
    "queued_at",
    "asked_at",
    "made_at",
    "begun_at",
    "changed_at",
    "valid_from",
    "first",
    "signed_in_at",
    "accepted_at",
)
#: What stands in the data for machines alone, or is said otherwise.
_APART = {"id", "message_id", "content"}
#: What a message shows above its words, and what goes without saying.
_SAID = _APART | {"direction", "file", "at", "number"}
_PLAIN = {"kind": "text", "state": "received", "purpose": "service"}

#: What a browser may load for a page: its own style, and links. Should markup of somebody else's ever stand
#: in a page, it stays dead, and nothing tells anybody that the page was read.
_RULES = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = (Path(__file__).parent / "page.css").read_text()


@dataclass(slots=True)
class Sheet:
    """One page of a part, as the contents list it."""

    href: str
    first: datetime | None
    last: datetime | None


@dataclass(slots=True)
class Entry:
    """A part in the list of contents."""

    name: str
    count: int = 0
    sheets: list[Sheet] = field(default_factory=list)
    body: str = ""


class Book:
    """The pages of one package, in one language and one time zone; `whose` is a business, or nobody."""

    def __init__(self, language: str, zone: str, whose: str | None, made_at: datetime) -> None:
        self.language = words.spoken(language)
        self._eyes = Eyes(self.language, ZoneInfo(zone))
        self._whose, self._made_at = whose, made_at
        self._entries: list[Entry] = []

    def part(self, name: str) -> None:
        """What follows belongs to this part."""
        self._entries.append(Entry(name))

    def sheet(self, records: list[Record], *, is_last: bool) -> tuple[str, bytes] | None:
        """A page of the part's records, with its name; None for what stands among the contents."""
        entry = self._entries[-1]
        entry.count += len(records)
        if is_last and not entry.sheets:
            entry.body = self._records(entry.name, records, self._eyes)
            return None
        body = self._records(entry.name, records, replace(self._eyes, base="../"))
        href = f"pages/{entry.name}-{len(entry.sheets) + 1}.html"
        moments = [at for one in records if (at := _when(one))]
        entry.sheets.append(Sheet(href, min(moments, default=None), max(moments, default=None)))
        return href, self._page(entry, body, is_last=is_last)

    def counts(self) -> dict[str, int]:
        """How many records each part has."""
        return {entry.name: entry.count for entry in self._entries}

    def index(self) -> bytes:
        """The first page: what there is, where it stands, and all that is short."""
        say, told = self._say, [one for one in self._entries if one.count]
        at = words.moment(self._made_at.astimezone(self._eyes.zone), self.language)
        lead = say("lead", name=self._whose, at=at) if self._whose else say("lead_mine", at=at)
        empty = ", ".join(self._title(one)[0] for one in self._entries if not one.count)
        contents = "".join(self._listed(one) for one in told)
        none = f"<p class=soft>{say('empty', parts=empty)}</p>" if empty else ""
        parts = "".join(self._section(one) for one in told)
        return self._whole(
            say("title"), f"<h1>{say('title')}</h1><p>{lead} {say('zone', zone=self._eyes.zone.key)}</p>"
            f"<p class=soft>{say('machines')}</p><nav aria-label='{say('contents')}'><h2>{say('contents')}</h2>"
            f"<ul>{contents}</ul></nav>{none}<main>{parts}</main>",
        )  # fmt: skip

    def _listed(self, entry: Entry) -> str:
        title = html.escape(self._title(entry)[0])
        return f"<li><a href='#{entry.name}'>{title}</a> <span class=n>{entry.count}</span></li>"

    def _section(self, entry: Entry) -> str:
        title, why = (html.escape(one) for one in self._title(entry))
        pages = "".join(
            f"<li><a href='{one.href}'>{self._span(one) or self._say('of', no=no)}</a></li>"
            for no, one in enumerate(entry.sheets, 1)
        )
        body = f"<nav><ul>{pages}</ul></nav>" if pages else entry.body
        return f"<section id='{entry.name}'><h2>{title}</h2><p class=soft>{why}</p>{body}</section>"

    def _span(self, sheet: Sheet) -> str:
        if sheet.first is None or sheet.last is None:
            return ""
        first, last = (self._day(one) for one in (sheet.first, sheet.last))
        return first if first == last else self._say("span", first=first, last=last)

    def _page(self, entry: Entry, body: str, *, is_last: bool) -> bytes:
        title, _ = self._title(entry)
        no = len(entry.sheets)
        turn = [f"<a href='../index.html#{entry.name}'>{self._say('up')}</a>"]
        if no > 1:
            turn.append(
                f"<a rel=prev href='{entry.name}-{no - 1}.html'>← {self._say('before')}</a>"
            )
        if not is_last:
            turn.append(f"<a rel=next href='{entry.name}-{no + 1}.html'>{self._say('next')} →</a>")
        nav = f"<nav class=turn aria-label='{self._say('contents')}'>{''.join(turn)}</nav>"
        head = f"<h1>{html.escape(title)}</h1><p class=soft>{self._span(entry.sheets[-1])}</p>"
        return self._whole(title, f"{head}{nav}<main>{body}</main>{nav}")

    def _whole(self, title: str, body: str) -> bytes:
        return (
            f"<!doctype html><html lang={self.language}><meta charset=utf-8>"
            f'<meta http-equiv=Content-Security-Policy content="{_RULES}">'
            "<meta name=viewport content='width=device-width'><meta name=robots content=noindex>"
            f"<title>{html.escape(title)}</title><style>{_STYLE}</style>"
            f"{body}</html>"
        ).encode()

    def _records(self, name: str, records: list[Record], eyes: Eyes) -> str:
        draw = self._message if name == MESSAGES else self._article
        parts = []
        for day, some in groupby(records, self._day_of):
            if day and len(records) > 1:
                parts.append(f"<h3>{day}</h3>")
            parts += [draw(one, eyes) for one in some]
        return "".join(parts)

    def _article(self, record: Record, eyes: Eyes) -> str:
        return f"<article>{self._list(record.items(), eyes)}</article>"

    def _list(self, items: Iterable[tuple[str, object]], eyes: Eyes) -> str:
        rows = []
        for name, value in items:
            label = None if name in _APART - {"content"} else words.field(name, self.language)
            if label and (text := shown(name, value, eyes)):
                rows.append(f"<div><dt>{label}</dt><dd>{text}</dd></div>")
        return f"<dl>{''.join(rows)}</dl>"

    def _message(self, record: Record, eyes: Eyes) -> str:
        side = "in" if record["direction"] == "in" else "out"
        who = self._say("you" if side == "in" else "business")
        said = shown("content", record["content"], eyes)
        body = said or f"<span class=soft>{self._say('no_words')}</span>"
        if record.get("file"):
            body += f" {link(record['file'], eyes)}"
        head = ", ".join(
            filter(
                None,
                (f"<b>{who}</b>", self._clock(record["at"]), html.escape(record["number"] or "")),
            )
        )
        told = self._way(record, eyes)
        return f"<article class='msg {side}'>{head}<p>{body}</p><footer>{told}</footer></article>"

    def _way(self, record: Record, eyes: Eyes) -> str:
        """What else is known of a message; what goes without saying is left to the data for machines."""
        told = {name: one for name, one in record.items() if name not in _SAID and one}
        told = {name: one for name, one in told.items() if _PLAIN.get(name) != one}
        day = self._day(record["at"])
        for name, one in told.items():
            if isinstance(one, datetime) and self._day(one) == day:
                told[name] = self._clock(one)
        return self._list(told.items(), eyes) if told else ""

    def _clock(self, at: datetime) -> str:
        return f"{at.astimezone(self._eyes.zone):%H:%M}"

    def _title(self, entry: Entry) -> tuple[str, str]:
        return words.part(entry.name, self.language)

    def _say(self, key: str, **values: object) -> str:
        """A sentence as HTML; what fills its gaps may come from people."""
        escaped = {name: html.escape(str(one)) for name, one in values.items()}
        return words.say(key, self.language, **escaped)

    def _day(self, at: datetime) -> str:
        return words.day(at.astimezone(self._eyes.zone), self.language)

    def _day_of(self, record: Record) -> str:
        at = _when(record)
        return self._day(at) if at else ""


def _when(record: Record) -> datetime | None:
    found = next((record[name] for name in _WHEN if record.get(name)), None)
    return found if isinstance(found, datetime) else None
