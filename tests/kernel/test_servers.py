"""Whose server a number names: numbers of processes come again, and nobody else's may be ended."""

from __future__ import annotations

from pathlib import Path

from tests.fixtures.database import Installation

from indokona.kernel.postgres import cluster, sockets


def test_a_stale_number_that_another_server_has_now_ends_nobody(
    installation: Installation, tmp_path: Path
) -> None:
    alive = installation.data.pid
    assert sockets.is_server_of(installation.data.folder, alive)
    (tmp_path / "postmaster.pid").write_text(f"{alive}\n{tmp_path}\n")
    cluster.stop_left_over(tmp_path)
    assert not (tmp_path / "postmaster.pid").exists()
    assert sockets.is_server_of(installation.data.folder, alive), "the other server lives"
