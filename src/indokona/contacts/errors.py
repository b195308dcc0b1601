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


class UnknownAttribute(Refusal):
    """A segment may use tags and open attributes that exist."""

    code = "segment.unknown_attribute"
    status = 422
