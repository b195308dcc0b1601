"""What templates refuses."""

from __future__ import annotations

from indokona.kernel.errors import Refusal


class TemplateProblems(Refusal):
    """Meta would reject this template; put the listed problems right."""

    code = "template.problems"
    status = 422


class TemplateExists(Refusal):
    """A template of this name and language exists."""

    code = "template.exists"
    status = 409


class TemplateNotUsable(Refusal):
    """This template cannot be sent now."""

    code = "template.not_usable"
    status = 409
