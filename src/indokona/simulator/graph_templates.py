"""Graph's edges of templates."""

from __future__ import annotations

import time
from typing import Any, Final

from indokona.simulator import ids, reviewing
from indokona.simulator.call import Answer, Call, Edge, page
from indokona.simulator.faces import GraphError, chosen
from indokona.simulator.template_shape import creatable
from indokona.simulator.world import MessageTemplate, Waba

_FIELDS: Final = "name,parameter_format,components,language,status,category,id"
_MOST_TEMPLATES: Final = 6000
_EDITABLE: Final = ("APPROVED", "REJECTED", "PAUSED")


def node(template: MessageTemplate) -> dict[str, Any]:
    """Everything a template says about itself."""
    shown: dict[str, Any] = {
        "id": template.id,
        "name": template.name,
        "language": template.language,
        "category": template.category,
        "status": template.status,
        "parameter_format": template.parameter_format,
        "components": template.components,
        "rejected_reason": template.reason,
        "quality_score": {"score": template.quality, "date": int(template.created)},
        "created_time": int(template.created),
    }
    if template.ttl is not None:
        shown["message_send_ttl_seconds"] = template.ttl
    return shown


async def create(call: Call, waba: Waba) -> Answer:
    """POST a template; its review begins."""
    call.needs()
    name, language = call.text("name"), call.text("language")
    category = call.text("category").upper()
    components = call.json("components") or []
    creatable(name, category, components)
    if not language:
        raise GraphError(100, "language is required")
    known = call.simulator.world.by_name.get((waba.id, name, language))
    if known is not None:
        code = 2388023 if known.status == "PENDING_DELETION" else 2388024
        raise GraphError(100, f"{name} exists in {language}", subcode=code)
    template = MessageTemplate(
        ids.object_id(),
        waba.id,
        name,
        language,
        category,
        components,
        (call.text("parameter_format") or "POSITIONAL").upper(),
        created=time.time(),
        ttl=int(ttl) if (ttl := call.text("message_send_ttl_seconds")) else None,
    )
    reviewing.submit(call.simulator, template)
    return {"id": template.id, "status": template.status, "category": template.category}


async def listed(call: Call, waba: Waba) -> Answer:
    """GET the account's templates, filtered by name, language, status or category."""
    call.needs()
    found = [t for t in call.simulator.world.templates.values() if t.waba_id == waba.id]
    for field in ("language", "status", "category"):
        if wanted := call.text(field):
            found = [t for t in found if getattr(t, field) in wanted]
    if name := call.text("name"):
        found = [t for t in found if name in t.name]
    found.sort(key=lambda t: t.created, reverse=True)
    answer = page(call, [chosen(node(t), call.fields, _FIELDS) for t in found])
    if call.text("summary"):
        answer["summary"] = {
            "total_count": len(found),
            "message_template_count": len(found),
            "message_template_limit": _MOST_TEMPLATES,
            "are_translations_complete": True,
        }
    return answer


async def delete(call: Call, waba: Waba) -> Answer:
    """DELETE by name in all languages, or by name and `hsm_id` in one."""
    call.needs()
    name, only = call.text("name"), call.text("hsm_id")
    found = [
        t
        for t in call.simulator.world.templates.values()
        if t.waba_id == waba.id and t.name == name and (not only or t.id == only)
    ]
    if not found:
        raise GraphError(100, f"No template named {name}", subcode=2593002)
    for template in found:
        call.simulator.drop(template)
    return {"success": True}


async def show(call: Call, template: MessageTemplate) -> Answer:
    """GET one template."""
    call.needs()
    return chosen(node(template), call.fields, _FIELDS)


async def edit(call: Call, template: MessageTemplate) -> Answer:
    """POST new components; the template goes to review again."""
    call.needs()
    if template.status not in _EDITABLE:
        raise GraphError(100, f"A template that is {template.status} cannot be edited")
    category = call.text("category", template.category).upper()
    if template.status == "APPROVED" and category != template.category:
        raise GraphError(100, "The category of an approved template cannot be changed")
    components = call.json("components") or template.components
    creatable(template.name, category, components)
    template.category, template.components = category, components
    reviewing.submit(call.simulator, template)
    return {"success": True}


EDGES: Final[dict[tuple[type, str, str], Edge]] = {
    (Waba, "message_templates", "GET"): listed,
    (Waba, "message_templates", "POST"): create,
    (Waba, "message_templates", "DELETE"): delete,
    (MessageTemplate, "", "GET"): show,
    (MessageTemplate, "", "POST"): edit,
}
