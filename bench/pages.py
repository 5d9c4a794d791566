"""How fast the page of a purchase is, next to a page that says hello.

Run it from the top of the repository: ``python -m bench.pages``.  Both pages come
from one gunicorn with the settings of ``tejido serve``, in one run, with as many
askers; the ratio says what the page costs beyond the server.  Then the statements
that each page sends to the database, with 10 and with 1,000 lines: they must be
as many.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from marketplace.app import create_app
from marketplace.config import Config
from marketplace.worker.migrate import upgrade
from network.db import db, prepare_engine
from tests.factories import a_member
from tests.factories_ground import sign_in
from tests.factories_purchase_pages import bring_to_today
from tests.factories_purchasing import a_line, a_world, an_open_purchase

if TYPE_CHECKING:
    from flask import Flask

SECONDS: Final = 6.0
ASKERS: Final = 4
LINES: Final = (10, 1000)
PAGES: Final = ("", "/pedidos", "/pedidos/faltan", "/cotizaciones", "/pedidos/persona")
SECRET: Final = "a-secret-for-benchmarks-only-0123456789"  # noqa: S105 - of a throw-away server


def config(folder: Path) -> Config:
    """The settings of the server that is measured."""
    return Config(
        data_folder=folder,
        database_url=f"sqlite:///{folder / 'bench.db'}",
        secret_key=SECRET,
        log_level="error",
    )


def application() -> Flask:
    """The program with one more page, for gunicorn."""
    app = create_app(config(Path(os.environ["BENCH_FOLDER"])))
    app.add_url_rule("/hola", "hola", lambda: "Hola")
    return app


def fill(folder: Path) -> tuple[dict[int, int], str]:
    """Write purchases of so many lines down, and sign an officer in.

    Returns:
        The purchase for each number of lines, and the officer's cookie.
    """
    url = config(folder).database_url
    upgrade(url)
    engine = create_engine(url)
    prepare_engine(engine)
    app = application()
    found = {}
    with Session(engine) as session:
        world = a_world(session)
        for count in LINES:
            purchase = an_open_purchase(session, world)
            for _ in range(count):
                person = a_member(session, world.convener)
                a_line(session, purchase, person, world.convener, 10, 12)
            found[count] = bring_to_today(session, purchase).id
        client = app.test_client()
        sign_in(client, session, world.officers[0])
        session.commit()
    engine.dispose()
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return found, f"{cookie.key}={cookie.value}"


def rate(port: int, path: str, cookie: str, *, seconds: float = SECONDS) -> float:
    """Pages a second that the askers get together."""
    deadline = time.perf_counter() + seconds

    def ask(_asker: int) -> int:
        count = 0
        while time.perf_counter() < deadline:
            # A connection each: on a kept one, delayed acknowledgements of the
            # kernel would be measured.
            wire = http.client.HTTPConnection("127.0.0.1", port)
            wire.request("GET", path, headers={"Cookie": cookie, "Connection": "close"})
            answer = wire.getresponse()
            answer.read()
            wire.close()
            assert answer.status == 200, (answer.status, path)
            count += 1
        return count

    with ThreadPoolExecutor(ASKERS) as askers:
        return sum(askers.map(ask, range(ASKERS))) / seconds


def statements(app: Flask, path: str, cookie: str) -> int:
    """Statements that a page sends to the database."""
    sent: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    client = app.test_client()
    name, _equals, value = cookie.partition("=")
    client.set_cookie(name, value)
    client.get(path)
    event.listen(engine, "before_cursor_execute", note)
    answer = client.get(path)
    event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200, (answer.status, path)
    return len(sent)


def main() -> int:
    """Measure; return 1 if a page sends more statements for more lines."""
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        os.environ["BENCH_FOLDER"] = kept
        purchases, cookie = fill(folder)
        show_rates(purchases, cookie)
        return show_statements(purchases, cookie)


def show_rates(purchases: dict[int, int], cookie: str) -> None:
    """Print pages a second and their ratio to the page that says hello."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("gunicorn")),
        *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"),
        *("--workers", "2", "--threads", "4", "--log-level", "error"),
        "bench.pages:application()",
    ]
    with subprocess.Popen(command) as server:  # noqa: S603 - the command is written above
        wait_for(port)
        for key in purchases.values():
            rate(port, f"/compras/{key}", cookie, seconds=2.0)
        hello = rate(port, "/hola", cookie)
        print(f"{'page':<34}{'a second':>10}{'of hello':>10}")
        print(f"{'hello':<34}{hello:>10.0f}{1:>10.3f}")
        for count, key in purchases.items():
            found = rate(port, f"/compras/{key}", cookie)
            name = f"purchase with {count} lines"
            print(f"{name:<34}{found:>10.1f}{found / hello:>10.3f}")
        server.terminate()


def show_statements(purchases: dict[int, int], cookie: str) -> int:
    """Print the statements of each page; return 1 if they grow with the lines."""
    app = application()
    print(f"{'statements':<34}" + "".join(f"{count:>10}" for count in purchases))
    grows = 0
    for page in PAGES:
        counts = [
            statements(app, f"/compras/{key}{page}", cookie)
            for key in purchases.values()
        ]
        print(f"{page or 'purchase':<34}" + "".join(f"{each:>10}" for each in counts))
        grows |= counts[0] != counts[-1]
    return int(grows)


def wait_for(port: int) -> None:
    """Wait until the server answers."""
    for _attempt in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
