"""Meta's review of templates: after a while they are approved, rejected, or left waiting."""

from __future__ import annotations

import asyncio
from typing import Any

from indokona.simulator import news
from indokona.simulator.simulator import Simulator
from indokona.simulator.world import MessageTemplate

_QUIET = {"DELETED"}


def submit(simulator: Simulator, template: MessageTemplate) -> None:
    """Send a template to review; the result comes by webhook."""
    template.status, template.reason = "PENDING", "NONE"
    simulator.keep(template)
    simulator.post.forget_shape(template.id)
    _later(simulator, template.id)


def resume(simulator: Simulator) -> None:
    """After a restart, or when the reviewers stop holding: what waits is reviewed."""
    for template in list(simulator.world.templates.values()):
        if template.status == "PENDING":
            _later(simulator, template.id)


def _later(simulator: Simulator, template_id: str) -> None:
    task = asyncio.create_task(_review(simulator, template_id))
    simulator.tasks.add(task)
    task.add_done_callback(simulator.tasks.discard)


async def _review(simulator: Simulator, template_id: str) -> None:
    await asyncio.sleep(simulator.world.review.delay_ms / 1000)
    review = simulator.world.review
    template = simulator.world.templates.get(template_id)
    if template is None or template.status != "PENDING" or review.mode == "hold":
        return
    if review.mode == "reject":
        template.reason = review.reason
    set_status(simulator, template, "REJECTED" if review.mode == "reject" else "APPROVED")


def set_status(simulator: Simulator, template: MessageTemplate, status: str) -> None:
    """Change a template's state and tell it."""
    template.status = status
    simulator.keep(template)
    if status not in _QUIET:
        value = news.template_status(template, status)
        tell_account(simulator, template.waba_id, "message_template_status_update", value)


def set_category(simulator: Simulator, template: MessageTemplate, category: str) -> None:
    """Meta moves a template to another category and tells it."""
    previous, template.category = template.category, category
    simulator.keep(template)
    simulator.post.forget_shape(template.id)
    value = news.template_category(template, previous)
    tell_account(simulator, template.waba_id, "template_category_update", value)


def tell_account(simulator: Simulator, waba_id: str, field: str, value: dict[str, Any]) -> None:
    """Announce a change of an account to its apps."""
    waba = simulator.world.wabas[waba_id]
    news.announce(simulator.world, simulator.disk, simulator.outbox, waba, field, value)
