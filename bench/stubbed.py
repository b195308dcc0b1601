"""The stub of Meta as a process of its own, and an installation whose numbers post to it."""

from __future__ import annotations

import datetime
import ipaddress
import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench.installation import Installation

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Stub:
    """A running stub: where it listens and whom to trust for it."""

    url: str
    ca_file: Path
    pid: int

    def counts(self) -> dict[str, int]:
        """What it saw since the last `begin`."""
        return dict(self._call("GET", "/counts"))

    def seen(self) -> dict[str, tuple[int, float]]:
        """By callback data: how many posts, and when the first came (seconds since 1970)."""
        return {key: (count, at) for key, (count, at) in self._call("GET", "/seen").items()}

    def begin(self, **faults: float) -> None:
        """Forget what was seen and behave so: `delay` (seconds), `lost`, `reset` (shares)."""
        self._call("POST", "/begin", faults)

    def behave(self, **faults: float | str) -> None:
        """Behave so from now on; `away`: the whole answer to every post, empty for none."""
        self._call("POST", "/behave", faults)

    def _call(self, method: str, path: str, words: object = None) -> dict[str, Any]:
        trusted = ssl.create_default_context(cafile=self.ca_file)
        with httpx.Client(verify=trusted, trust_env=False) as client:
            told: dict[str, Any] = client.request(method, self.url + path, json=words).json()
            return told


@contextmanager
def running(folder: Path) -> Iterator[Stub]:
    """The stub while the block runs; its certificate is made in `folder`."""
    certificate, key = _certificate(folder)
    child = subprocess.Popen(
        [sys.executable, "-m", "bench.stub"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        order = {"certificate": str(certificate), "key": str(key)}
        child.stdin.write(json.dumps(order) + "\n")
        child.stdin.flush()
        port = json.loads(child.stdout.readline())["port"]
        yield Stub(f"https://127.0.0.1:{port}", certificate, child.pid)
    finally:
        child.stdin.close()
        child.wait(timeout=10)
        child.stdout.close()


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stub of Meta")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "stub.crt", folder / "stub.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def turn_to(installation: Installation, stub: Stub) -> None:
    """The numbers' posts go to the stub from now on; everything else stays with the simulator."""
    host = stub.url.removeprefix("https://")
    with installation.connected("data") as connection:
        connection.execute("update meta_app set graph_url = %s", (f"{stub.url}/v25.0",))
        connection.execute(
            "update processor set hosts = hosts || %s where name = 'Meta'", ([host],)
        )


def words_of(stub: Stub) -> dict[str, Any]:
    """The stub, for a program that reads its orders as JSON."""
    return {"url": stub.url, "ca_file": str(stub.ca_file)}
