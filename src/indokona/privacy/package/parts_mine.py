"""What a user is given of themselves: the login, memberships, and their own acts in every business."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from indokona.accounts.actions import mine
from indokona.accounts.facts import Membership
from indokona.kernel import ids
from indokona.kernel.database import Database, Db
from indokona.kernel.exports import PAGE, Page, Record
from indokona.privacy import store_audit
from indokona.privacy.package.parts import Part
from indokona.privacy.store_audit import Asked, AuditRow


def of_user(database: Database, places: Sequence[Membership]) -> Sequence[Part]:
    """What a user with these memberships is given.

    Notes, drafts and messages that they wrote for a business are not: those speak of other people, and
    belong to the business (GDPR 15(4)); their acts tell that they were written.
    """
    held = [Part(f"mine.{kind}", read) for kind, read in mine.EXPORTS.items()]
    walk = _Walk(database, places)
    return [*held, Part("mine.membership", walk.memberships), Part("mine.act", walk.acts)]


class _Walk:
    """Through every business that somebody belongs to, each in a unit of work of its own."""

    def __init__(self, database: Database, places: Sequence[Membership]) -> None:
        self._database = database
        self._places = places
        self._waiting = list(places)

    async def memberships(self, _db: Db, user_id: UUID, _after: UUID | None) -> Page:
        """All of them, with the role and since when."""
        told: list[Record] = []
        for place in self._places:
            async with self._database.organisation(place.organisation_id, user_id) as db:
                since = await mine.since(db)
            told.append({"organisation": place.name, "user_role": place.role, "known_since": since})
        return Page(told)

    async def acts(self, _db: Db, user_id: UUID, after: UUID | None) -> Page:
        """A page of one business; after its last one the next business with acts begins."""
        if after is None:
            await self._pass_by(user_id)
        if not self._waiting:
            return Page([])
        place = self._waiting[0]
        found = await self._acts(place, user_id, after, PAGE + 1)
        told: list[Record] = [
            {
                "at": row.at, "act": row.act, "organisation": place.name, "subject_kind": row.subject_kind,
                "subject_id": row.subject_id, "reason": row.reason,
            }
            for row in found[:PAGE]
        ]  # fmt: skip
        if len(found) > PAGE:
            return Page(told, found[PAGE - 1].id)
        self._waiting.pop(0)
        await self._pass_by(user_id)
        return Page(told, ids.LAST if self._waiting else None)

    async def _pass_by(self, user_id: UUID) -> None:
        """Businesses without acts have no page: the one before must not lead to it."""
        while self._waiting and not await self._acts(self._waiting[0], user_id, None, 1):
            self._waiting.pop(0)

    async def _acts(
        self, place: Membership, user_id: UUID, after: UUID | None, limit: int
    ) -> Sequence[AuditRow]:
        async with self._database.organisation(place.organisation_id, user_id) as db:
            return await store_audit.page(db, Asked(actor_id=user_id), after, limit)
