"""What passes between the telling and its adapters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from indokona.kernel.datamap import Category
from indokona.kernel.egress.disclosing import Carried

#: Whom to erase is said by who they are; the row of the telling is itself the record of it.
CARRIES: Final = Carried("carry out an erasure", (Category.contact,))


@dataclass(frozen=True, slots=True)
class Call:
    """One call: for whom, to whom, by which number, and what it tells."""

    organisation_id: UUID
    request_id: UUID
    processor: str
    number_id: UUID | None
    what: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it: `waiting` (try again), `told` (ask again whether it is done), `acknowledged`,
    `failed`; with a code where there is one."""

    state: str
    code: str | None = None


ACKNOWLEDGED = Verdict("acknowledged")
