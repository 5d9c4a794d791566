"""Finding a Chromium for the tests, or installing one.

``python -m tests.browser.chromium`` installs one when the machine has none: Debian's
package for root, else the browser that Playwright brings; else it says what to do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Playwright

NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
#: How a headless browser starts here: no sandbox as root, no traffic of its own.
ARGUMENTS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING: Final = (
    "tejido: the browser tests need Chromium; install it (on Debian: "
    "apt-get install chromium), or set TEJIDO_TEST_CHROMIUM to its program"
)


def on_the_machine() -> str | None:
    """The path of an installed Chromium or Chrome, if there is one."""
    given = os.environ.get("TEJIDO_TEST_CHROMIUM")
    found = (shutil.which(name) for name in ((given,) if given else NAMES))
    return next((path for path in found if path is not None), None)


def find(playwright: Playwright) -> str | None:
    """The path of a browser to drive: the machine's, else Playwright's own."""
    own = playwright.chromium.executable_path
    return on_the_machine() or (own if Path(own).is_file() else None)


def launch(playwright: Playwright, arguments: Sequence[str]) -> Browser:
    """Start a browser with these arguments."""
    program = find(playwright)
    assert program is not None, MISSING
    return playwright.chromium.launch(executable_path=program, args=list(arguments))


def install() -> None:
    """Try Debian's package, then Playwright's own build."""
    if os.geteuid() == 0 and shutil.which("apt-get") is not None:
        print("tejido: installing Chromium for the tests", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "-qq", "update"],
            ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium"],
        ):
            subprocess.run(
                command,
                check=False,
                env=quiet,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
    if on_the_machine() is None:
        print("tejido: asking Playwright for its own Chromium", flush=True)
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"],
            check=False,
            stdin=subprocess.DEVNULL,
        )


if __name__ == "__main__":
    with sync_playwright() as driver:
        if find(driver) is None:
            install()
        if find(driver) is None:
            sys.exit(MISSING)
