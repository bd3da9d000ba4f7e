"""Headless Chromium through chromedriver; every test is skipped, with the reason, where one of them is missing."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

AXE = os.environ.get("PLAYLISTS_TEST_AXE", "")
"""Path of axe-core's ``axe.min.js``; read here, for every test starts without our variables."""

FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Browser:
    """A page in Chromium: open it somehow, ask what can be seen."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, path: Path, width: int = 1280, dark: bool = False, media: str = "", scripts: bool = True) -> None:
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.command("Emulation.setEmulatedMedia", media=media, features=[scheme])
        self.command("Emulation.setDeviceMetricsOverride", **size)
        self.command("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.logs()
        self.driver.get(path.as_uri())

    def command(self, name: str, **arguments: Any) -> Any:
        return self.driver.execute_cdp_cmd(name, arguments)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def logs(self) -> tuple[list[str], list[str]]:
        """What the console said and what was asked for since the last look."""
        console = [entry["message"] for entry in self.driver.get_log("browser")]
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        asked = [one["params"]["request"]["url"] for one in events if one["method"] == "Network.requestWillBeSent"]
        return console, asked

    def visible(self, selector: str, attribute: str) -> list[str]:
        """An attribute of everything that the selector finds and that takes up room."""
        found: list[str] = self.run(
            "return [...document.querySelectorAll(arguments[0])].filter(one => one.getClientRects().length)"
            ".map(one => one.getAttribute(arguments[1]))",
            selector,
            attribute,
        )
        return found


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    selenium = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("Chromium or chromedriver is not installed")
    options = selenium.ChromeOptions()
    options.binary_location = program
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium's sandbox does not start for root
    started = selenium.Chrome(options=options, service=selenium.ChromeService(driver))
    yield Browser(started)
    started.quit()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    if not AXE or not Path(AXE).is_file():
        pytest.skip("PLAYLISTS_TEST_AXE names no axe.min.js (npm install axe-core)")
    return Path(AXE).read_text(encoding="utf-8")
