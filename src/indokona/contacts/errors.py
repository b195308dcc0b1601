"""What contacts refuses."""

from __future__ import annotations

from indokona.kernel.errors import Refusal


class UnreadableFile(Refusal):
    """This file is not a CSV with a line of column names."""

    code = "import.unreadable"
    status = 422


class NoPhoneColumn(Refusal):
    """No column holds phone numbers; say which one with the parameter `phone`."""

    code = "import.no_phone_column"
    status = 422


class TooLarge(Refusal):
    """The file is larger than an import may be."""

    code = "import.too_large"
    status = 413


class ContactRestricted(Refusal):
    """This person restricted the use of their data: nobody reads it until the restriction is lifted."""

    code = "contact.restricted"
    status = 409


class UnknownAttribute(Refusal):
    """A segment may use tags and open attributes that exist."""

    code = "segment.unknown_attribute"
    status = 422


class UnknownField(Refusal):
    """This attribute is not defined; define it first."""

    code = "contact.unknown_attribute"
    status = 422


class TagExists(Refusal):
    """A tag of this name exists; give its contacts that tag and delete this one."""

    code = "tag.exists"
    status = 409


class TagInUse(Refusal):
    """A segment asks for this tag; change or delete the segment first."""

    code = "tag.in_use"
    status = 409


class SelectionTooLarge(Refusal):
    """More contacts match than one request may change; narrow the filter."""

    code = "selection.too_large"
    status = 422


class SegmentInUse(Refusal):
    """A campaign that has not ended writes to this segment; wait for it or cancel it first."""

    code = "segment.in_use"
    status = 409


class NotUndoable(Refusal):
    """Only an import that has ended, and was not undone before, can be undone."""

    code = "import.not_undoable"
    status = 409


class ImportTooOld(Refusal):
    """An import can be undone within 24 hours of its end; edit or erase its contacts one by one."""

    code = "import.too_old"
    status = 409
