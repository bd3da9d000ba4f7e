"""What every test lives in: no network but loopback, a home of its own, shared data where it is there."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "default", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.register_profile("thorough", parent=settings.get_profile("default"), max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6):
        host = address[0]
        if host != "localhost" and not ipaddress.ip_address(host.split("%")[0]).is_loopback:
            raise OSError(101, f"tests reach loopback only, not {host}")
    _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    socket.socket.connect = _loopback_only  # type: ignore[method-assign]
    yield
    socket.socket.connect = _connect  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh folder for cache, index and locks; no keys from the environment."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("PLAYLISTS_HOME", str(folder))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    for name in list(os.environ):
        if name.startswith(("SPOTIPY_", "LISTENBRAINZ_")) or (
            name.startswith("PLAYLISTS_") and name not in {"PLAYLISTS_HOME", "PLAYLISTS_TEST_DATA"}
        ):
            monkeypatch.delenv(name)
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of shared test data; the test is skipped where it is not there."""
    folder = Path(os.environ.get("PLAYLISTS_TEST_DATA", ""))
    if not os.environ.get("PLAYLISTS_TEST_DATA") or not folder.is_dir():
        pytest.skip("PLAYLISTS_TEST_DATA names no folder of shared test data")
    return folder
