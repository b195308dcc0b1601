"""How the app's files are served: compressed, kept or asked anew, and never in the API's place."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from indokona.app import api, web

HTML = {"accept": "text/html"}


@pytest.fixture
def front(tmp_path: Path) -> api.Front:
    for name, text in {
        "index.html": "<p>app",
        "assets/a-1.js": "1",
        "assets/a-1.js.br": "br",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = api.Front(api.describe())
    found.web = web.Web(tmp_path)
    return found


async def ask(front: api.Front, path: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(front, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(path, headers={"accept-encoding": "identity", **headers})


@pytest.mark.parametrize("path", ["/", "/start", "/settings/members"])
async def test_every_page_is_the_app_asked_for_anew(front: api.Front, path: str) -> None:
    answer = await ask(front, path, **HTML)
    assert (answer.status_code, answer.text) == (200, "<p>app")
    assert answer.headers["cache-control"] == "no-cache"
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_files_are_compressed_and_kept_for_ever(front: api.Front) -> None:
    plain = await ask(front, "/assets/a-1.js")
    small = await ask(front, "/assets/a-1.js", **{"accept-encoding": "gzip, br;q=0.9"})
    assert plain.text == "1"
    assert small.headers["content-encoding"] == "br"
    assert "immutable" in small.headers["cache-control"]
    assert small.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["/api/nothing", "/rights/nothing/x", "/assets/gone.js", "/x.php"])
async def test_what_is_not_the_app_s_stays_a_404(front: api.Front, path: str) -> None:
    assert (await ask(front, path, **HTML)).status_code == 404


async def test_a_program_that_asks_for_no_page_gets_none(front: api.Front) -> None:
    assert (await ask(front, "/nothing", accept="application/json")).status_code == 404


async def test_an_app_that_was_not_built_says_so(front: api.Front, tmp_path: Path) -> None:
    front.web = web.Web(tmp_path / "none")
    answer = await ask(front, "/", **HTML)
    assert (answer.status_code, "make setup" in answer.text) == (503, True)
