"""What a CACHE_URL for Redis may say, and that it is obeyed."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from redis import Redis

from shared.cache import CacheError, connect
from shared.cache.redis import RedisCache
from shared.cache.redis_connection import read_url


def test_a_password_and_a_database_are_used(start_redis: Callable[..., tuple[int, int]]) -> None:
    port, _ = start_redis("--requirepass", "p@ss/word")
    url = f"redis://:p%40ss%2Fword@127.0.0.1:{port}/3"

    assert RedisCache(url, call_seconds=10).get_or_create("trends", 60, lambda: b"made once").value == b"made once"
    with Redis(port=port, db=3, password="p@ss/word") as client:  # noqa: S106 - of a server of this test
        assert client.keys("*") == [b"shopsight:trends"]


def certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """A certificate for the host, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    paths = folder / f"{host}.pem", folder / f"{host}.key"
    paths[0].write_bytes(made.public_bytes(pem))
    paths[1].write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    return paths


def test_a_server_is_spoken_to_by_tls(tmp_path: Path, start_redis: Callable[..., tuple[int, int]]) -> None:
    keys = keys_after_speaking_tls(tmp_path, start_redis, certified="localhost", authority="localhost")

    assert keys == [b"shopsight:trends"]


@pytest.mark.parametrize(("certified", "authority"), [("elsewhere", "elsewhere"), ("localhost", "elsewhere")])
def test_a_server_that_cannot_prove_who_it_is_gets_nothing(
    tmp_path: Path, start_redis: Callable[..., tuple[int, int]], certified: str, authority: str
) -> None:
    assert keys_after_speaking_tls(tmp_path, start_redis, certified=certified, authority=authority) == []


def keys_after_speaking_tls(
    folder: Path, start_redis: Callable[..., tuple[int, int]], *, certified: str, authority: str
) -> list[bytes]:
    """What a server certified for one host holds after an answer was made by one who trusts an authority."""
    for host in (certified, authority):
        if not (folder / f"{host}.pem").exists():
            certificate(folder, host)
    with socket.create_server(("127.0.0.1", 0)) as held:
        tls_port = held.getsockname()[1]
    tls = (
        "--tls-port",
        str(tls_port),
        "--tls-auth-clients",
        "no",
        "--tls-ca-cert-file",
        str(folder / f"{certified}.pem"),
    )
    port, _ = start_redis(
        *tls, "--tls-cert-file", str(folder / f"{certified}.pem"), "--tls-key-file", str(folder / f"{certified}.key")
    )
    cache = RedisCache(f"rediss://localhost:{tls_port}?ssl_ca_certs={folder / authority}.pem", call_seconds=10)

    assert cache.get_or_create("trends", 60, lambda: b"made").value == b"made"
    with Redis(port=port) as client:
        keys: list[bytes] = client.keys("*")
    return keys


def test_everything_a_url_says_is_read() -> None:
    target = read_url("rediss://shop:se%3Acret@cache.example:6380/5?prefix=shop-1:&ssl_ca_certs=/etc/authority.pem")

    assert (target.host, target.port, target.db, target.tls) == ("cache.example", 6380, 5, True)
    assert (target.username, target.password) == ("shop", "se:cret")
    assert (target.prefix, target.ca_file) == ("shop-1:", "/etc/authority.pem")
    assert "cret" not in repr(target)


def test_what_a_url_leaves_out_is_usual() -> None:
    target = read_url("redis://10.0.0.3")

    assert (target.host, target.port, target.db, target.tls) == ("10.0.0.3", 6379, 0, False)
    assert (target.username, target.password, target.prefix) == (None, None, "shopsight:")


@pytest.mark.parametrize(
    "url",
    [
        "redis://",
        "redis://:hunter2@",
        "redis://:hunter2@host:port",
        "redis://:hunter2:extra#@host",
        "redis://:hunter2@host:99999",
        "redis://:hunter2@[::1",
        "redis://:hunter2@host/shop",
        "redis://:hunter2@host/-1",
        "redis://:hunter2@host?socket_timeout=10",
        "redis://:hunter2@host?prefix=a%20b",
        "redis://:hunter2@host?prefix=" + "a" * 61,
        "redis://:hunter2@host?prefix",
        "redis://:hunter2@host?prefix=a&prefix=b",
        "redis://:hunter2@host?ssl_ca_certs=/authority.pem",
        "rediss://:hunter2@host?ssl_ca_certs=/no/such/file.pem",
    ],
)
def test_a_url_that_cannot_be_meant_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(CacheError, match="CACHE_URL") as refused:
        connect(url)
    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None or "hunter2" not in str(refused.value.__cause__)
