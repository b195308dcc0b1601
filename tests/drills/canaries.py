"""Canary people: names, phones and words that occur nowhere else, and every form in which they might be found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indokona.app.probes.person import forms


@dataclass(frozen=True, slots=True)
class Canary:
    """A person who exists for this drill only."""

    name: str
    phone: str
    body: str


def canaries(count: int) -> list[Canary]:
    """So many of them, all different."""
    return [
        Canary(f"Zwq{n:05d}x Kverkel{n:05d}", f"+9197{31_000_000 + n:08d}", f"pelimander-{n:05d}-ostrova at nine")
        for n in range(count)
    ]  # fmt: skip


class Needles:
    """All forms of many canaries, looked for by what each form has in common with its like."""

    def __init__(self, people: Sequence[Canary]) -> None:
        self._groups: list[_Group] = []
        for kind in ("name", "phone", "body"):
            texts = [getattr(one, kind) for one in people]
            self._groups += [
                _Group.of(kind, alike) for alike in zip(*map(forms, texts), strict=True)
            ]

    def found(self, data: bytes) -> Iterator[str]:
        """The kind of each canary that is in `data`, once for each place."""
        for group in self._groups:
            yield from group.found(data)


@dataclass(frozen=True, slots=True)
class _Group:
    """One form of one kind: of the same length, and the same in a run of places."""

    kind: str
    length: int
    anchor: bytes
    offset: int
    members: frozenset[bytes]

    @classmethod
    def of(cls, kind: str, alike: Sequence[bytes]) -> _Group:
        """The longest run of bytes in which all agree is what is looked for."""
        first, length = alike[0], len(alike[0])
        same = [len({one[place] for one in alike}) == 1 for place in range(length)]
        runs = [
            (end - start, start)
            for start in range(length)
            for end in range(start + 1, length + 1)
            if all(same[start:end])
        ]
        size, start = max(runs)
        assert size >= 4, (kind, first)
        return cls(kind, length, first[start : start + size], start, frozenset(alike))

    def found(self, data: bytes) -> Iterator[str]:
        """Each member, wherever it is."""
        at = data.find(self.anchor)
        while at >= 0:
            begin = at - self.offset
            if begin >= 0 and data[begin : begin + self.length] in self.members:
                yield self.kind
            at = data.find(self.anchor, at + 1)


def scanned(folder: Path, needles: Needles) -> tuple[int, dict[str, int]]:
    """Bytes read of all files of a folder, and how many canaries of each kind were found in them."""
    size, counts = 0, dict[str, int]()
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes()
        size += len(data)
        for kind in needles.found(data):
            counts[kind] = counts.get(kind, 0) + 1
    return size, counts
