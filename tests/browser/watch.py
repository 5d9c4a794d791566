"""What a page did while a test looked at it: complaints, bytes, accessibility."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tests.architecture.repository import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import (
        BrowserContext,
        ConsoleMessage,
        Page,
        Request,
        Response,
    )

AXE: Final = ROOT / "node_modules/axe-core/axe.min.js"
#: The rules of WCAG 2.2 at levels A and AA, named one by one.
AXE_TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# Higher than the bar at the foot of a phone.
_FOOT: Final = 200
# A refused form answers 4xx on purpose; the browser notes each in its console. What
# a page needs and does not get is seen in the responses.
_EXPECTED: Final = "Failed to load resource"
# The slow village telephone of the budgets: 400 kbit/s, 400 ms, a sixth of the speed.
_BYTES_PER_SECOND: Final = 400_000 / 8
_LATENCY_MS: Final = 400
_SLOWER: Final = 6


@dataclass
class Complaints:
    """What a browser context had to complain about, gathered as it happens."""

    said: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext, site_url: str) -> None:
        """Listen to every page of a context.

        Args:
            context: The browser context.
            site_url: The only address its pages may ask.
        """
        home = urlsplit(site_url).netloc

        def on_console(message: ConsoleMessage) -> None:
            if message.type == "error" and _EXPECTED not in message.text:
                self.said.append(f"console: {message.text}")

        def on_error(error: Any) -> None:  # noqa: ANN401 - Playwright's own event
            self.said.append(f"script: {error.error}")

        def on_request(request: Request) -> None:
            asked = urlsplit(request.url)
            if asked.scheme in {"http", "https"} and asked.netloc != home:
                self.said.append(f"asked another address: {request.url}")

        def on_response(response: Response) -> None:
            kind = response.request.resource_type
            if response.status >= 400 and kind not in {"document", "xhr", "fetch"}:
                self.said.append(f"{response.status} for {kind}: {response.url}")

        context.on("console", on_console)
        context.on("response", on_response)
        context.on("weberror", on_error)
        context.on("request", on_request)


def axe_violations(page: Page, *only: str) -> list[str]:
    """Accessibility faults of the page as it stands.

    The window is made tall while axe looks: what the bar at the foot of a phone
    covers cannot be judged.

    Args:
        page: The page as it stands.
        only: The rules to look at; all of WCAG at levels A and AA without any.

    Returns:
        One line per rule broken: its name, what it asks, and the elements, at most
        five of them.
    """
    window = page.viewport_size
    assert window is not None
    tall = page.evaluate("document.documentElement.scrollHeight") + _FOOT
    page.set_viewport_size({"width": window["width"], "height": tall})
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    values = [*(only or AXE_TAGS)]
    result = page.evaluate(
        "run => axe.run(document, {runOnly: run, resultTypes: ['violations']})",
        {"type": "rule" if only else "tag", "values": values},
    )
    page.set_viewport_size(window)
    return [
        f"{fault['id']}: {fault['help']} "
        f"{[' '.join(map(str, node['target'])) for node in fault['nodes'][:5]]}"
        for fault in result["violations"]
    ]


def looks_wrong(page: Page, where: str = "") -> list[str]:
    """Everything that is wrong with the look of a page, in both colour schemes.

    Args:
        page: The page as it stands, of any width; its width stays.
        where: Said before each fault; the page's address when left out.
    """
    window = page.viewport_size
    assert window is not None
    faults = axe_violations(page)
    page.emulate_media(color_scheme="dark")
    # What is not colour does not change with the colours.
    faults += [f"dark: {each}" for each in axe_violations(page, "color-contrast")]
    page.emulate_media(color_scheme="light")
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 760})
        wider = sideways_scroll(page)
        if wider:
            faults.append(f"{wider} pixels wider than {width}")
    faults += [f"small target: {each}" for each in small_targets(page)]
    page.set_viewport_size(window)
    return [f"{where or page.url}: {fault}" for fault in faults]


def sideways_scroll(page: Page) -> int:
    """How many pixels the page is wider than its window; none is right."""
    wider: int = page.evaluate(
        "Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"
    )
    return wider


def small_targets(page: Page, *, at_least: int = 24) -> list[str]:
    """Visible buttons, fields and lone links smaller than a finger needs.

    Args:
        page: The page as it stands.
        at_least: Pixels of the smaller side.
    """
    found: list[str] = page.evaluate(
        """least => [...document.querySelectorAll(
            'button, select, input:not([type=hidden]), nav a, a[role=button]')]
          .map(element => [element, element.getBoundingClientRect()])
          .filter(([element, box]) => box.width > 1 && box.height > 1)
          .filter(([element, box]) => !element.labels || !element.labels.length
            || Math.min(element.labels[0].getBoundingClientRect().height,
                        element.labels[0].getBoundingClientRect().width) < least)
          .filter(([element, box]) => Math.min(box.width, box.height) < least)
          .map(([element]) => element.outerHTML.slice(0, 120))""",
        at_least,
    )
    return found


@dataclass
class Traffic:
    """Bytes that crossed the wire for a page, headers and compression included."""

    total: int = 0
    script: int = 0


def weigh(page: Page) -> Traffic:
    """Start counting what the page fetches from now on, with an empty cache."""
    traffic = Traffic()
    scripts: set[str] = set()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def on_response(event: dict[str, Any]) -> None:
        if event["type"] == "Script":
            scripts.add(event["requestId"])

    def on_finished(event: dict[str, Any]) -> None:
        size = int(event["encodedDataLength"])
        traffic.total += size
        if event["requestId"] in scripts:
            traffic.script += size

    wire.on("Network.responseReceived", on_response)
    wire.on("Network.loadingFinished", on_finished)
    return traffic


def slow_down(page: Page) -> None:
    """Give the page the connection and the processor of a cheap phone in a valley."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": _LATENCY_MS,
            "downloadThroughput": _BYTES_PER_SECOND,
            "uploadThroughput": _BYTES_PER_SECOND,
        },
    )
    wire.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
