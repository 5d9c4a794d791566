from __future__ import annotations

import ctypes
import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from marketplace.purchasing.cli import SCHEMAS, only_the_answer, solve_group

if TYPE_CHECKING:
    from pathlib import Path

NPK: dict[str, Any] = {
    "currency": "COP",
    "items": [
        {
            "id": "npk",
            "unit": "bulto",
            "reference_price": 6_700_000,
            "requests": [
                {"member": "m1", "wanted": 10, "at_most": 12},
                {"member": "m2", "wanted": 6, "at_most": 6, "at_least": 4},
            ],
        }
    ],
    "suppliers": [
        {
            "id": "s1",
            "freight": {"fixed": 500_000},
            "lines": [
                {
                    "item": "npk",
                    "pack": 4,
                    "discount": "all-units",
                    "breaks": [{"from": 0, "price": 6_000_000}],
                }
            ],
        },
        {
            "id": "s2",
            "lines": [
                {
                    "item": "npk",
                    "pack": 1,
                    "discount": "incremental",
                    "breaks": [{"from": 0, "price": 6_400_000}],
                }
            ],
        },
    ],
}
#: Stands for a sign that would hide or turn what follows.
HIDDEN = "\N{REPLACEMENT CHARACTER}"
SHARE = {
    "items": [
        {
            "id": "npk",
            "available": 5,
            "price": 10,
            "requests": [{"member": "a", "wanted": 5, "at_most": 5}],
        }
    ]
}


def run(command: str, text: str | bytes, *options: str) -> tuple[int, str, list[str]]:
    done = CliRunner().invoke(solve_group, [command, "-", *options], input=text)
    return done.exit_code, done.stdout, done.stderr.splitlines()


def changed(path: str, value: object) -> str:
    """Return the purchase with one field set (or taken out, if none)."""
    document = json.loads(json.dumps(NPK))
    *steps, last = [int(s) if s.isdigit() else s for s in path.split("/")[1:]]
    place = document
    for step in steps:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return json.dumps(document)


def test_a_purchase_is_solved_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "compra.json"
    file.write_text(json.dumps(NPK), "utf-8")

    done = CliRunner().invoke(solve_group, ["purchase", str(file), "--seed", "4"])

    answer = json.loads(done.stdout)
    assert done.exit_code == 0
    assert done.stderr == ""
    assert answer["status"] == "optimal"
    assert answer["objective"] == 96_500_000
    assert answer["seed"] == 4
    assert sum(row["pays"] for row in answer["members"]) == 96_500_000


def test_alternatives_are_added_when_asked() -> None:
    code, out, _ = run("purchase", json.dumps(NPK), "--alternatives")

    assert code == 0
    [other] = json.loads(out)["alternatives"]
    assert other["text"].startswith("Sin s1: cuesta $")


def test_an_infeasible_purchase_ends_with_one_and_says_why() -> None:
    alone = json.loads(changed("/suppliers/0/lines/0/minimum", 700))
    del alone["suppliers"][1]
    code, out, errors = run("purchase", json.dumps(alone))

    assert (code, errors) == (1, [])
    assert json.loads(out)["findings"][0]["kind"] == "infeasible"


def test_a_share_is_solved_both_ways() -> None:
    assert json.loads(run("share", '{"available": 18, "weights": [10, 6, 4]}')[1])[
        "shares"
    ] == [9, 5, 4]
    assert json.loads(run("share", json.dumps(SHARE))[1])["allocations"][0] == {
        "item": "npk",
        "member": "a",
        "wanted": 5,
        "allocated": 5,
        "pays": 50,
        "reason": "Recibe lo que pidió: 5.",
    }
    assert run("share", '{"available": 1, "weights": [0]}')[0] == 1


def test_what_compiled_code_prints_does_not_reach_the_output(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with only_the_answer():
        ctypes.CDLL(None).puts(b"noise")
    print("answer")  # noqa: T201 - the very thing under test

    out, err = capfd.readouterr()
    assert (out, err) == ("answer\n", "noise\n")


def test_spanish_letters_are_printed_as_they_are() -> None:
    _, out, _ = run("purchase", changed("/items/0/unit", "arroba ñandú"))

    assert "Recibe lo que pidió" in out


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (
            "/currency",
            "pesos",
            "/currency: van tres letras mayúsculas; escriba COP o USD",
        ),
        ("/currency", None, "/currency: falta este campo; agréguelo"),
        ("/items", [], "/items: la lista necesita al menos 1; agregue uno"),
        ("/items/0/id", "", "/items/0/id: el texto está vacío; escriba un nombre"),
        (
            "/items/0/id",
            "n" * 501,
            "/items/0/id: el texto es muy largo; escriba hasta 500 letras",
        ),
        (
            "/items/0/a~b/c".replace("/c", "~1c"),
            1,
            (
                "/items/0/a~0b~01c: este campo no se conoce; quítelo o use: "
                "id, unit, reference_price, requests"
            ),
        ),
        (
            "/items/0/requests/0/wanted",
            10.0,
            "/items/0/requests/0/wanted: debe ser un número entero; cámbielo",
        ),
        (
            "/items/0/requests/0/wanted",
            True,
            "/items/0/requests/0/wanted: debe ser un número entero; cámbielo",
        ),
        (
            "/items/0/requests/0/at_most",
            9,
            (
                "/items/0/requests/0/at_most: el máximo (9) es menor que lo "
                "pedido (10); súbalo o baje lo pedido"
            ),
        ),
        (
            "/suppliers/0/maximum_order",
            "mucho",
            "/suppliers/0/maximum_order: debe ser un número entero o null; cámbielo",
        ),
        (
            "/suppliers/0/lines/0/pack",
            0,
            "/suppliers/0/lines/0/pack: 0 es menor que 1; escriba 1 o más",
        ),
        (
            "/suppliers/0/lines/0/pack",
            10**13,
            (
                "/suppliers/0/lines/0/pack: el número es demasiado grande; "
                "escriba hasta 1000000000000"
            ),
        ),
        (
            "/suppliers/0/lines/0/discount",
            "mitad",
            (
                "/suppliers/0/lines/0/discount: no se conoce; "
                "escriba all-units o incremental"
            ),
        ),
        (
            "/suppliers/0/lines/0/item",
            "\u202eurea",
            (
                f"/suppliers/0/lines/0/item: el artículo «{HIDDEN}urea» "
                "no está en la lista; agréguelo o quite esta línea"
            ),
        ),
    ],
)
def test_each_fault_is_one_line_with_its_place(
    path: str, value: object, line: str
) -> None:
    code, out, errors = run("purchase", changed(path, value))

    assert (code, out) == (2, "")
    assert line in errors


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "/: no es JSON válido (línea 1, columna 1); revise comas"),
        ('{"currency": ', "/: no es JSON válido (línea 1, columna 14)"),
        (b'{"currency": "\xff"}', "/: el texto no está en UTF-8"),
        ('{"currency": "\\ud800"}', "/: el texto no está en UTF-8"),
        ('{"seconds": NaN}', "/: tiene un número que no se puede leer"),
        ('{"seconds": ' + "9" * 5000 + "}", "/: tiene un número que no se puede leer"),
        ("[" * 100_000, "/: tiene demasiados niveles"),
        ("[]", "/: debe ser un objeto {...}; cámbielo"),
        ('{"seconds": 1, "seconds": 2}', "/: el campo «seconds» está 2 veces"),
    ],
)
def test_what_is_not_a_document_is_told_too(text: str | bytes, line: str) -> None:
    code, out, errors = run("purchase", text)

    assert (code, out) == (2, "")
    assert any(each.startswith(line) for each in errors)


def test_a_missing_file_is_named() -> None:
    done = CliRunner().invoke(solve_group, ["share", "no-existe.json"])

    assert done.exit_code == 2
    assert done.stderr.startswith("/: no se pudo leer «no-existe.json»; revise")


def test_a_share_with_faults_is_refused() -> None:
    document = json.loads(json.dumps(SHARE))
    document["items"][0]["requests"][0]["at_most"] = 4

    code, out, errors = run("share", json.dumps(document))

    assert (code, out) == (2, "")
    assert errors[0].startswith("/items/0/requests/0/at_most: el máximo (4)")


@pytest.mark.parametrize("name", ["purchase", "share"])
def test_the_schemas_are_schemas(name: str) -> None:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))

    Draft202012Validator.check_schema(schema)
