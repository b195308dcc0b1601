"""Posts leave over TLS only to whom a trusted authority vouches for; else nothing has left."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.kernel.test_posts import EveryHost

from bench import stubbed
from indokona.kernel.egress.disclosing import NOTHING
from indokona.kernel.egress.http import open_http
from indokona.kernel.egress.posts import NOT_SENT, Post, Posts
from indokona.kernel.errors import Transient

BODY = b'{"biz_opaque_callback_data":"ik:1"}'


async def test_who_is_vouched_for_gets_it_and_nobody_else(tmp_path: Path) -> None:
    with stubbed.running(tmp_path) as stub:
        for ca_file, statuses in ((stub.ca_file, [200]), (None, [0])):
            posts = Posts(EveryHost(), ca_file, timeout_ms=5000)  # type: ignore[arg-type]
            try:
                ended = await posts.send(
                    stub.url, [Post(f"{stub.url}/v25.0/1/messages", "t", BODY)]
                )
            finally:
                posts.close()
            assert [one.status for one in ended] == statuses
        assert ended == [NOT_SENT]
        assert stub.counts()["posts"] == 1


async def test_rare_calls_trust_the_same(tmp_path: Path) -> None:
    with stubbed.running(tmp_path) as stub:
        async with open_http(EveryHost(), stub.ca_file) as http:  # type: ignore[arg-type]
            assert (await http.call("GET", f"{stub.url}/counts", carries=NOTHING)).status == 200
        async with open_http(EveryHost()) as http:  # type: ignore[arg-type]
            with pytest.raises(Transient):
                await http.call("GET", f"{stub.url}/counts", carries=NOTHING)
