"""Message templates: their parts, their rules, and filling them for a person.

The work is in `template_parts` (Meta's JSON), `template_checks` (what Meta would refuse) and
`template_values` (variables, sends, what a person sees); callers import it from here.
"""

from __future__ import annotations

from indokona.whatsapp.problems import Problem
from indokona.whatsapp.template_checks import CATEGORIES, TEMPLATE_LIMITS, check
from indokona.whatsapp.template_parts import (
    Component,
    Example,
    QualityScore,
    Sample,
    Template,
    TemplateButton,
    decode,
    encode,
    encode_edit,
)
from indokona.whatsapp.template_values import (
    Compiled,
    EmptyValue,
    MissingMedia,
    MissingValue,
    Rendered,
    UnusableValue,
    Variable,
    clean,
    components_for,
    render,
    variables,
)

__all__ = [
    "CATEGORIES",
    "TEMPLATE_LIMITS",
    "Compiled",
    "Component",
    "EmptyValue",
    "Example",
    "MissingMedia",
    "MissingValue",
    "Problem",
    "QualityScore",
    "Rendered",
    "Sample",
    "Template",
    "TemplateButton",
    "UnusableValue",
    "Variable",
    "check",
    "clean",
    "components_for",
    "decode",
    "encode",
    "encode_edit",
    "render",
    "variables",
]
