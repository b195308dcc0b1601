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


class TemplateElsewhere(Refusal):
    """This template belongs to another WhatsApp account than the number."""

    code = "template.elsewhere"
    status = 422


class TemplateFileMissing(Refusal):
    """The file of this template's heading is not here; write the template here with the file."""

    code = "template.file_missing"
    status = 409


class TemplateInReview(Refusal):
    """Only a draft or a rejected template can be edited; for another text write a new template."""

    code = "template.not_editable"
    status = 409


class TemplateChanged(Refusal):
    """Somebody changed this template after it was read."""

    code = "template.changed"
    status = 409


class TemplateRenamed(Refusal):
    """Name and language of a template that Meta knows cannot change; write a new template."""

    code = "template.renamed"
    status = 422


class TooManyTemplates(Refusal):
    """This account has more templates than are read at once; delete what nobody uses at Meta."""

    code = "template.too_many"
    status = 409
