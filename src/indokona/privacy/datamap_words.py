"""The data map in words for people, written from the declarations beside the columns."""

from __future__ import annotations

from itertools import groupby

from indokona.kernel import datamap
from indokona.kernel.datamap import Category, Erase, Keep, Line, Purpose, Walls
from indokona.privacy.hooks import HOOKS
from indokona.privacy.schemas import CategoryOut, ColumnOut, DataMapOut, TableOut
from indokona.privacy.store_proofs import PERSONAL

CATEGORIES = {
    Category.identifier: "Ids of our own, which mean nothing elsewhere",
    Category.time: "When something happened",
    Category.state: "How something stands",
    Category.tally: "Counts",
    Category.profile: "Who a user is: name, e-mail, phone",
    Category.business: "What a business wrote down for itself",
    Category.credential: "What signs somebody in, kept so that it cannot be read back",
    Category.technical: "Devices and addresses of sign-ins",
    Category.contact: "Who a contact is: name, phone, WhatsApp ids, attributes",
    Category.consent: "What a contact agreed to, where and in which words",
    Category.content: "What was written: messages, files, notes",
    Category.governance: "Records about the platform itself",
}
PURPOSES = {
    Purpose.provide: "to provide the service",
    Purpose.security: "to keep it secure",
    Purpose.notify: "to tell users about it",
    Purpose.improve: "to make it better",
    Purpose.law: "because a law asks for it",
    Purpose.instruction: "because the business asks for it",
}
KEEPS = {
    Keep.while_used: "as long as the business uses it",
    Keep.account: "as long as the account lives; a login that was never confirmed a day, one of no business 30 days",
    Keep.contact: "as long as the contact is kept: 24 months after the last activity unless the business chooses",
    Keep.content: "90 days unless the business chooses",
    Keep.metadata: "13 months",
    Keep.consent: "as long as the consent lives, and 3 years after its withdrawal",
    Keep.session: "30 days after its end",
    Keep.security: "1 year",
    Keep.minutes: "some minutes",
    Keep.queue: "until it is done, 72 hours at most",
    Keep.statute: "until the date a law names",
    Keep.forever: "for good; it names no person",
}
ERASES = {
    Erase.stays: "stays; it names no person by itself",
    Erase.shred: "made unreadable: its key is destroyed",
    Erase.delete: "deleted",
}
WALLS = {
    Walls.organisation: "one organisation's",
    Walls.user: "one user's",
    Walls.member: "an organisation's and its member's",
    Walls.none: "nobody's",
}


def whole() -> DataMapOut:
    """Every table, and the same by kind of data."""
    lines = list(datamap.lines(HOOKS.metadata))
    tables = [
        _table(name, list(held)) for name, held in groupby(lines, key=lambda line: line.table)
    ]
    categories = [
        _category(one, [line for line in lines if line.declared.category is one])
        for one in Category
    ]
    return DataMapOut(categories=[one for one in categories if one.tables], tables=tables)


def _table(name: str, lines: list[Line]) -> TableOut:
    columns = [
        ColumnOut(
            name=line.column, category=line.declared.category, purpose=PURPOSES[line.declared.purpose],
            keep=_kept(line), erase=ERASES[line.declared.erase], is_sealed=line.declared.seal_as is not None,
            export=line.declared.export,
        )
        for line in lines
    ]  # fmt: skip
    keep = Keep(HOOKS.metadata.tables[name].info["keep"])
    return TableOut(name=name, whose=WALLS[lines[0].walls], keep=KEEPS[keep], columns=columns)


def _category(category: Category, lines: list[Line]) -> CategoryOut:
    return CategoryOut(
        category=category, words=CATEGORIES[category],
        purposes=sorted({PURPOSES[line.declared.purpose] for line in lines}),
        keeps=sorted({_kept(line) for line in lines}), tables=sorted({line.table for line in lines}),
        is_personal=category in PERSONAL,
    )  # fmt: skip


def _kept(line: Line) -> str:
    return KEEPS[line.declared.keep] if line.declared.keep else ""
