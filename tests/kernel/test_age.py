"""Files in the age format: what was cut short is never taken for whole, wherever the cut is."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from indokona.kernel import age

SIZE = 300_000


def sealed(folder: Path) -> tuple[bytes, Path]:
    identity = folder / "identity"
    recipient = age.recipient(age.make_identity(identity))
    out = io.BytesIO()
    age.encrypt(io.BytesIO(bytes(SIZE)), out, [recipient])
    return out.getvalue(), identity


def test_a_file_opens_whole(tmp_path: Path) -> None:
    whole, identity = sealed(tmp_path)
    path = tmp_path / "whole"
    path.write_bytes(whole)
    with age.opened(path, age.identities(identity)) as stream:
        assert stream.read() == bytes(SIZE)


@pytest.mark.parametrize("missing", [1, 20, 70_000, 200_000])
def test_a_reader_who_had_enough_still_learns_that_the_end_is_missing(
    tmp_path: Path, missing: int
) -> None:
    whole, identity = sealed(tmp_path)
    path = tmp_path / "short"
    path.write_bytes(whole[:-missing])
    with (
        pytest.raises(age.Unreadable, match="cut short"),
        age.opened(path, age.identities(identity)) as stream,
    ):
        assert stream.read(1000) == bytes(1000)
