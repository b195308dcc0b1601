"""Management webhooks: they go to every subscribed app's own address and are kept until told."""

from __future__ import annotations

import time
from typing import Any

from indokona.simulator import ids
from indokona.simulator.disk import Disk
from indokona.simulator.outbox import Outbox
from indokona.simulator.payloads import Update
from indokona.simulator.world import MessageTemplate, Notice, Number, Waba, World


def announce(
    world: World, disk: Disk, outbox: Outbox, waba: Waba, field: str, value: dict[str, Any]
) -> None:
    """Tell every subscribed app about a change of the account."""
    for app_id in waba.apps:
        notice = Notice(ids.object_id(), app_id, field, waba.id, time.time(), value)
        world.keep(notice)
        disk.put(notice)
        tell(outbox, notice)


def tell(outbox: Outbox, notice: Notice) -> None:
    """Queue a kept notice; also after a restart."""
    outbox.add(
        Update(
            notice.app_id,
            notice.field,
            notice.entry_id,
            None,
            "",
            notice.value,
            None,
            notice.id,
            int(notice.at),
        )
    )


def template_status(template: MessageTemplate, event: str) -> dict[str, Any]:
    """The value of `message_template_status_update`. The id is a JSON number there."""
    value: dict[str, Any] = {
        "event": event,
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
        "message_template_category": template.category,
        "reason": template.reason if event == "REJECTED" else "NONE",
    }
    if event == "PAUSED":
        value["other_info"] = {"title": "FIRST_PAUSE", "description": "Paused for 3 hours."}
    if event == "REJECTED":
        value["rejection_info"] = {"reason": template.reason, "recommendation": "Edit it."}
    return value


def template_category(template: MessageTemplate, previous: str) -> dict[str, Any]:
    """The value of `template_category_update` for a change that is done."""
    return {
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
        "previous_category": previous,
        "new_category": template.category,
    }


def number_quality(number: Number, event: str, limit: str) -> dict[str, Any]:
    """The value of `phone_number_quality_update`."""
    return {
        "display_phone_number": number.digits,
        "event": event,
        "max_daily_conversations_per_business": limit,
    }
