from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from marketplace.purchasing.cli import SCHEMAS, solve_group
from marketplace.purchasing.models import (
    JointPurchase,
)
from marketplace.purchasing.queries.exporting import document_for_operator
from tests.counting import counted_statements
from tests.factories import NOW
from tests.factories_purchasing import (
    World,
    a_confirmed_purchase,
    a_line,
    a_world,
    an_open_purchase,
)
from tests.marketplace.purchasing.cli.documents import (
    run,
    told,
)

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

SCHEMA = json.loads((SCHEMAS / "purchase-document.schema.json").read_text("utf-8"))


def test_an_export_keeps_its_schema_and_names_people_only(
    app: Flask, purchase: JointPurchase, world: World
) -> None:
    document = told(app, purchase)

    assert list(Draft202012Validator(SCHEMA).iter_errors(document)) == []
    assert document["lines"][0]["member"] == world.member().name
    assert document["call"]["state"] == "open"
    assert len(document["quotes"]) == 3
    assert document["plan"] is None
    assert str(world.member().phone) not in json.dumps(document)


def test_a_confirmed_purchase_tells_its_plan(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)

    document = told(app, purchase)

    assert list(Draft202012Validator(SCHEMA).iter_errors(document)) == []
    assert document["plan"]["state"] == "final"
    names = {row["member"] for row in document["plan"]["members"]}
    assert names == {each.name for each in world.members[world.convener.id]}


def test_an_export_goes_to_a_file(
    app: Flask, purchase: JointPurchase, tmp_path: Path
) -> None:
    target = tmp_path / "compra.json"

    done = run(app, "export", str(purchase.id), "-o", str(target))
    lost = run(app, "export", str(purchase.id), "-o", str(tmp_path / "no" / "a.json"))

    assert done == (0, "", [])
    assert json.loads(target.read_text("utf-8"))["id"] == str(purchase.id)
    assert lost[0] == 1
    assert "Revise la carpeta" in lost[2][0]


def test_the_statements_of_an_export_do_not_grow_with_its_lines(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    session.expunge_all()
    with counted_statements(session.connection()) as few:
        document_for_operator(session, purchase.id)
    again = session.get_one(JointPurchase, purchase.id)
    again.closes_at = NOW + timedelta(days=3)
    for person in world.members[world.convener.id][1:]:
        a_line(session, again, person, world.convener, 5)
    session.expunge_all()
    with counted_statements(session.connection()) as many:
        document_for_operator(session, purchase.id)

    assert len(many) == len(few)


@pytest.mark.parametrize("command", [("export", "--problem"), ("problem",)])
def test_the_problem_of_a_purchase_is_solved_from_a_pipe(
    app: Flask, purchase: JointPurchase, command: tuple[str, ...]
) -> None:
    name, *options = command
    code, problem, _ = run(app, name, str(purchase.id), *options)

    solved = CliRunner().invoke(solve_group, ["purchase", "-"], problem)

    assert code == 0
    assert solved.exit_code == 0
    assert json.loads(solved.stdout)["status"] == "optimal"


def test_the_problem_of_a_chosen_plan_is_the_one_that_was_solved(
    app: Flask, session: Session
) -> None:
    purchase = a_confirmed_purchase(session, a_world(session))

    problem = json.loads(run(app, "problem", str(purchase.id))[1])

    wanted = [row["wanted"] for row in problem["items"][0]["requests"]]
    assert sorted(wanted) == [10, 20, 30]


def test_what_is_not_there_is_told_in_one_line(app: Flask, session: Session) -> None:
    empty = an_open_purchase(session, a_world(session))

    for arguments, words in (
        (("export", "999"), "No existe la compra 999."),
        (("problem", "999"), "No existe la compra 999."),
        (("problem", str(empty.id)), "Nadie"),
    ):
        code, out, errors = run(app, *arguments)

        assert (code, out, len(errors)) == (1, "", 1)
        assert words in errors[0]
