"""A yes of the person, with its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from indokona.choices import says
from indokona.choices.actions import receipts
from indokona.consent.actions import agree
from indokona.consent.actions.agree import Yes
from indokona.kernel.database import Db


async def agreed(db: Db, contact_id: UUID, yes: Yes) -> tuple[str, str]:
    """Write the person's yes: what was agreed to as lines, and the receipt's link."""
    consent_ids = await agree.agree(db, contact_id, yes)
    receipt = await receipts.make(db, contact_id, consent_ids)
    return "\n".join(f"• {text}" for text in yes.words.values()), receipt.url


async def renewed(db: Db, contact_id: UUID, consent_ids: Sequence[UUID], language: str) -> str:
    """What is said to a person who said START: that they are back, with a receipt if something lives again."""
    link = ""
    if consent_ids:
        receipt = await receipts.make(db, contact_id, consent_ids)
        link = says.say("receipt", language, receipt=receipt.url)
    return says.say("started", language, receipt=link)
