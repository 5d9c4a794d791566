"""How long a network of up to 10,000 organisations takes to measure and to show.

Run it from the top of the repository: ``python -m bench.red_page``.  For each size,
in a process of its own: reading and weaving the graph, the drawing, the whole
snapshot with its progress, and the first page, which only reads.  Beside the graph
and the drawing stands what plain networkx takes for them in the same run.  Fails
when the page of 10,000 costs more than twice that of 100 or weighs more than
150 kB, or when the snapshot of 10,000 takes a minute.
"""

from __future__ import annotations

import gzip
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import networkx as nx
from sqlalchemy import insert, select

from marketplace.app import create_app
from marketplace.config import Config
from marketplace.worker.migrate import upgrade
from network.clock import now, today
from network.core.layout import Earlier, lay_out
from network.core.snapshots.taking import graph_of, take
from network.db import db
from network.models import (
    Country,
    Layer,
    LegalForm,
    NetworkMembership,
    Organisation,
    OrganisationKind,
    Place,
    PlaceLevel,
    Tie,
    TieEvent,
    TieKind,
)
from network.services import snapshots
from tests.factories import a_coordinator, a_network
from tests.factories_ground import sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

SIZES: Final = (100, 300, 3_000, 10_000)
#: Ties of each organisation, and how many of them are with its own group.
TIES, INSIDE = 5, 0.8
GROUP: Final = 60
VISITS: Final = 9
#: Beyond this, networkx takes minutes for a drawing.
NETWORKX_DRAWS: Final = 3_000
MOST_SECONDS: Final = 60.0
MOST_BYTES: Final = 150_000
MOST_RATIO: Final = 2.0
SECRET: Final = "a-secret-for-benchmarks-only-0123456789"  # noqa: S105 - of a throw-away server

TODAY: Final = today("America/Bogota")

Result = TypeVar("Result")


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds of this process that something takes, and what it returns.

    Of the process, not of the wall: others may share the machine, and nothing
    here waits or runs in several threads.
    """
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def pairs(size: int, draw: random.Random) -> list[tuple[int, int]]:
    """Ties inside groups and some between them, as neighbours have."""
    found: set[tuple[int, int]] = set()
    for one in range(size):
        for _ in range(TIES // 2 + one % 2):
            start = one // GROUP * GROUP
            near = draw.randrange(start, min(start + GROUP, size))
            other = near if draw.random() < INSIDE else draw.randrange(size)
            if other != one:
                found.add((min(one, other), max(one, other)))
    return sorted(found)


def fill(session: Session, size: int) -> tuple[int, int]:
    """Write a network of so many organisations down; return it and its coordinator."""
    network = a_network(session)
    coordinator = a_coordinator(session, network)
    draw, day = random.Random(7), TODAY  # noqa: S311 - an invented network
    places = [
        Place(country=Country.COLOMBIA, level=PlaceLevel.LEVEL_1, name=f"Zona {each}")
        for each in range(20)
    ]
    session.add_all(places)
    session.flush()
    session.execute(
        insert(Organisation),
        [
            {
                "name": f"Asociación de productores {each:05d}",
                "search_key": f"asociacion de productor {each:05d}",
                "kind": OrganisationKind.ASSOCIATION,
                "legal_form": LegalForm.NON_PROFIT_ASSOCIATION,
                "country": Country.COLOMBIA,
                "currency": "COP",
                "place_id": places[each // GROUP % len(places)].id,
            }
            for each in range(size)
        ],
    )
    keys = session.scalars(select(Organisation.id).order_by(Organisation.id)).all()
    session.execute(
        insert(NetworkMembership),
        [
            {
                "network_id": network.id,
                "organisation_id": key,
                "since": day - timedelta(days=900),
            }
            for key in keys
        ],
    )
    layers = [Layer.TRADE, Layer.JOINT_PURCHASE, Layer.AGREEMENT, Layer.KNOWLEDGE]
    ties = [
        {
            "network_id": network.id,
            "layer": layers[at % len(layers)],
            "source_id": keys[one],
            "target_id": keys[other],
            "weight": 2,
            "first_day": day - timedelta(days=400),
            "last_day": day - timedelta(days=draw.randrange(200)),
        }
        for at, (one, other) in enumerate(pairs(size, draw))
    ]
    session.execute(insert(Tie), ties)
    rows = session.execute(select(Tie.id, Tie.first_day, Tie.last_day)).all()
    session.execute(
        insert(TieEvent),
        [
            {
                "tie_id": row.id,
                "kind": TieKind.DELIVERED,
                "day": on,
                "weight": 1,
                "evidence": f"bench:{row.id}:{number}",
            }
            for row in rows
            for number, on in enumerate((row.first_day, row.last_day))
        ],
    )
    session.commit()
    return network.id, coordinator.id


def plain_graph(session: Session, network_id: int) -> nx.Graph[int]:
    """The same graph the plain way: objects of the mapper into networkx."""
    graph: nx.Graph[int] = nx.Graph()
    day = TODAY
    members = session.scalars(
        select(NetworkMembership).where(NetworkMembership.network_id == network_id)
    )
    graph.add_nodes_from(member.organisation_id for member in members)
    for tie in session.scalars(select(Tie).where(Tie.network_id == network_id)):
        if any(
            event.weight and event.day > day - timedelta(days=365)
            for event in tie.events
        ):
            graph.add_edge(tie.source_id, tie.target_id)
    return graph


def page(app: Flask, network_id: int, coordinator_id: int) -> dict[str, float]:
    """Milliseconds and bytes of the first page of the network."""
    client = app.test_client()
    with app.app_context():
        from network.models import Person  # noqa: PLC0415 - only this process needs it

        sign_in(client, db.session(), db.session().get_one(Person, coordinator_id))
        db.session.commit()
    answer = client.get(f"/red/{network_id}")
    found = []
    for _ in range(VISITS):
        seconds, answer = timed(lambda: client.get(f"/red/{network_id}"))
        assert answer.status_code == 200, answer.status_code
        found.append(seconds)
    drawn = client.get(f"/red/{network_id}?ver=dibujo")
    assert drawn.status_code == 200, drawn.status_code
    return {
        "page_ms": statistics.median(found) * 1_000,
        "page_bytes": len(answer.data),
        "page_gzip": len(gzip.compress(answer.data)),
        "drawing_bytes": len(drawn.data),
    }


def measured(size: int, folder: Path) -> dict[str, Any]:
    """Everything about a network of one size, in this process."""
    url = f"sqlite:///{folder / f'red-{size}.db'}"
    upgrade(url)
    app = create_app(
        Config(
            data_folder=folder, database_url=url, secret_key=SECRET, log_level="error"
        )
    )
    steps: list[str] = []
    with app.app_context():
        session = db.session()
        network_id, coordinator_id = fill(session, size)
        plain_s, plain = timed(lambda: plain_graph(session, network_id))
        session.rollback()
        session.expunge_all()
        facts_s, facts = timed(
            lambda: snapshots.read_facts(session, network_id, day=TODAY)
        )
        weave_s, graph = timed(lambda: graph_of(facts))
        assert set(graph.edges) == {tuple(sorted(edge)) for edge in plain.edges}
        take_s, taken = timed(
            lambda: take(facts, on_progress=lambda stage, _part: steps.append(stage))
        )
        keep_s, _key = timed(
            lambda: snapshots.keep_snapshot(session, network_id, taken, now=now())
        )
        session.commit()
        layout_s, spots = timed(lambda: lay_out(graph))
        earlier = Earlier(spots, dict(graph.degree()))
        again_s, again = timed(lambda: lay_out(graph, earlier))
        assert again == spots
        springs_s = (
            timed(lambda: nx.spring_layout(graph, seed=1, iterations=50))[0]
            if size <= NETWORKX_DRAWS
            else None
        )
    return {
        "size": size,
        "ties": graph.number_of_edges(),
        "build_s": facts_s + weave_s,
        "plain_build_s": plain_s,
        "snapshot_s": facts_s + take_s + keep_s,
        "steps": len(steps),
        "layout_s": layout_s,
        "again_s": again_s,
        "springs_s": springs_s,
        **page(app, network_id, coordinator_id),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024,
    }


def told(row: dict[str, Any]) -> str:
    """One line about a network of one size."""
    springs = row["springs_s"]
    return (
        f"{row['size']:>6} organisations, {row['ties']:>6} ties:"
        f" graph {row['build_s']:.2f} s"
        f" (networkx with objects x{row['plain_build_s'] / row['build_s']:.1f}),"
        f" drawing {row['layout_s']:.2f} s, again {row['again_s']:.2f} s"
        + (f" (networkx x{springs / row['layout_s']:.1f})" if springs else "")
        + f", snapshot {row['snapshot_s']:.1f} s in {row['steps']} steps,"
        f" page {row['page_ms']:.0f} ms, {row['page_bytes'] / 1_000:.0f} kB"
        f" ({row['page_gzip'] / 1_000:.0f} kB sent),"
        f" drawn {row['drawing_bytes'] / 1_000:.0f} kB,"
        f" memory {row['memory_mb']:.0f} MB"
    )


def faults(rows: dict[int, dict[str, Any]]) -> list[str]:
    """Say which limits are missed."""
    small, large = rows[SIZES[0]], rows[SIZES[-1]]
    ratio = large["page_ms"] / small["page_ms"]
    heaviest = max(
        max(row["page_bytes"], row["drawing_bytes"]) for row in rows.values()
    )
    found = []
    if ratio > MOST_RATIO:
        found.append(f"the page of 10,000 costs {ratio:.1f} times that of 100")
    if heaviest > MOST_BYTES:
        found.append(f"a page weighs {heaviest} bytes")
    if large["snapshot_s"] > MOST_SECONDS:
        found.append(f"a snapshot takes {large['snapshot_s']:.0f} s")
    print(f"page of 10,000 over page of 100: {ratio:.2f} (at most {MOST_RATIO})")
    return found


def main() -> int:
    """Measure every size; the exit code says whether every limit is met."""
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            done = subprocess.run(  # noqa: S603 - this very program
                [sys.executable, "-m", "bench.red_page", str(size), folder],
                check=True,
                capture_output=True,
                text=True,
            )
            rows[size] = json.loads(done.stdout.splitlines()[-1])
            print(told(rows[size]), flush=True)
    missed = faults(rows)
    for each in missed:
        print(f"MISSED: {each}")
    return 1 if missed else 0


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(measured(int(sys.argv[1]), Path(sys.argv[2]))))
    else:
        sys.exit(main())
