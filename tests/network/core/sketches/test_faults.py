from __future__ import annotations

import pytest

from tests.network.core.sketches.files import faults, gexf, graphml

UNKNOWN_PART = (
    "este campo no se conoce; quítelo o use: "
    "directed, multigraph, graph, nodes, edges, links"
)
NO_TEXT = "no es un archivo de texto; exporte la red en CSV, JSON o GraphML"


def unknown_end(name: str) -> str:
    told = f"el lazo nombra «{name}», que no está entre los nodos"
    return f"{told}; agréguelo o corrija el id"


JSON_FAULTS = [
    ("[1]", [("/", "debe ser un objeto {...}; cámbielo")]),
    (
        "{}",
        [
            ("/nodes", "falta este campo; agregue la lista de nodos"),
            ("/edges", "falta este campo; agregue la lista de lazos"),
        ],
    ),
    (
        '{"nodes": 1, "edges": [], "links": [], "directed": 0, "graph": []}',
        [
            ("/links", "los lazos van en edges o en links; deje uno"),
            ("/directed", "debe ser true o false; cámbielo"),
            ("/graph", "debe ser un objeto {...}; cámbielo"),
            ("/nodes", "debe ser una lista [...]; cámbielo"),
        ],
    ),
    (
        '{"nodes": [], "edges": [], "a/b~": 1}',
        [
            (
                "/a~1b~0",
                (UNKNOWN_PART),
            )
        ],
    ),
    (
        '{"nodes": [], "nodes": [], "edges": []}',
        [("/", "el campo «nodes» está repetido; deje uno")],
    ),
    (
        (
            '{"nodes": [1, {"id": null}, {}, {"id": "a"}, {"id": "a"}, {"id": " "}],'
            ' "edges": [2, {"source": "a"}, {"source": "a", "target": "z"}]}'
        ),
        [
            ("/nodes/0", "debe ser un objeto {...} con su id; cámbielo"),
            (
                "/nodes/1/id",
                "el id debe ser un texto o un número entero; cámbielo",
            ),
            ("/nodes/2/id", "falta este campo; agréguelo"),
            ("/nodes/4/id", "el id «a» ya está en /nodes/3/id; deje uno"),
            ("/nodes/5/id", "el id está vacío; escriba un nombre o un número"),
            ("/edges/0", "debe ser un objeto {...} con source y target; cámbielo"),
            ("/edges/1/target", "falta este campo; agréguelo"),
            (
                "/edges/2",
                (unknown_end("z")),
            ),
        ],
    ),
    (
        '{"nodes": [{"id": 1}, {"id": "1"}], "edges": []}',
        [("/nodes/1/id", "el id «1» ya está en /nodes/0/id; deje uno")],
    ),
    (
        (
            '{"nodes": [{"id": 1}, {"id": 2}], "edges": ['
            '{"source": 1, "target": 2, "weight": "3"},'
            '{"source": 1, "target": 2, "weight": NaN},'
            '{"source": 1, "target": 2, "weight": 1e999},'
            '{"source": 1, "target": 2, "weight": 0},'
            '{"source": 1, "target": 2, "kind": 3, "day": "ayer"}]}'
        ),
        [
            ("/edges/0/weight", "debe ser un número sin comillas; cámbielo"),
            (
                "/edges/1/weight",
                "el peso «NaN» no es un número; escriba uno, como 3",
            ),
            (
                "/edges/2/weight",
                "el peso «1E+999» no es un número; escriba uno, como 3",
            ),
            (
                "/edges/3/weight",
                "el peso «0» no es mayor que cero; corríjalo o quítelo",
            ),
            ("/edges/4/kind", "debe ser un texto entre comillas"),
            (
                "/edges/4/day",
                "el día «ayer» no es una fecha; escriba como 2026-11-21",
            ),
        ],
    ),
    (
        '{"nodes": [\n}',
        [
            (
                "línea 2, columna 1",
                "no es JSON válido; revise comas, comillas y llaves",
            )
        ],
    ),
    (
        '{"nodes": [{"id": 1' + "0" * 5000 + "}]}",
        [("/", "tiene un número que no se puede leer; escriba uno más corto")],
    ),
    (
        '{"a":' * 100_000,
        [("/", "tiene demasiados niveles, uno dentro de otro; simplifíquelo")],
    ),
    (
        '{"nodes": [{"id": "\\ud800"}], "edges": []}',
        [
            (
                "/nodes/0/id",
                "el id tiene un signo que no se puede escribir; quítelo",
            )
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), JSON_FAULTS, ids=range(len(JSON_FAULTS)))
def test_faults_of_json_have_their_pointer(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert faults(text) == expected


LONG = "x" * 501
ROW_FAULTS = [
    ("a", [("línea 1", "falta el destino; escriba origen y destino")]),
    ("a,b\n,c", [("línea 2", "falta el origen; escriba origen y destino")]),
    (
        "a,b,1,trade,2026-01-01,x",
        [
            (
                "línea 1",
                "tiene 6 columnas y caben 5; ponga entre comillas los nombres con coma",
            )
        ],
    ),
    (
        "source,target,target,color",
        [
            ("línea 1", "la columna «target» está dos veces"),
        ],
    ),
    (
        "a,b,x\na,b,inf\na,b,-1\na,b,1_0",
        [
            ("línea 1", "el peso «x» no es un número; escriba uno, como 3"),
            ("línea 2", "el peso «inf» no es un número; escriba uno, como 3"),
            ("línea 3", "el peso «-1» no es mayor que cero; corríjalo o quítelo"),
            ("línea 4", "el peso «1_0» no es un número; escriba uno, como 3"),
        ],
    ),
    (
        "a,b,1,,2026-02-30\na,b,1,,20260201",
        [
            (
                "línea 1",
                "el día «2026-02-30» no es una fecha; escriba como 2026-11-21",
            ),
            (
                "línea 2",
                "el día «20260201» no es una fecha; escriba como 2026-11-21",
            ),
        ],
    ),
    (
        f"a,b,1,{LONG}",
        [("línea 1", "el tipo es muy largo; escriba hasta 60 letras")],
    ),
    (
        f"a,{LONG}",
        [
            ("línea 1", "el id es muy largo; escriba hasta 500 letras"),
            (
                "línea 1",
                (unknown_end("x" * 57 + "…")),
            ),
        ],
    ),
    (
        'a,b\n\n"c,d\n',
        [("línea 3", "no es CSV válido; revise las comillas de esta línea")],
    ),
    (
        "a,b\nc\0,d",
        [
            (
                "línea 2",
                "no es un archivo de texto; exporte la red en CSV, JSON o GraphML",
            )
        ],
    ),
    (
        b"a,b\n\x81,c",
        [
            (
                "línea 2",
                "el texto no está en UTF-8; guárdelo con esa codificación",
            )
        ],
    ),
    (b"a,b\n\xf1\x01,c", [("línea 2", NO_TEXT)]),
    (b"\x89PNG\r\n\x1a\n\0\0", [("línea 1", NO_TEXT)]),
    (b"PK\x03\x04\0\x14", [("línea 1", NO_TEXT)]),
    (
        '{"nodes": [{"id": "ñ"}], "edges": []}'.encode("latin-1"),
        [("línea 1", "el texto no está en UTF-8; guárdelo con esa codificación")],
    ),
    (
        "a,b\nc,d".encode("utf-16")[:-1],
        [("línea 2", "el texto no está en UTF-8; guárdelo con esa codificación")],
    ),
    (
        "organización A,organización B,peso,tipo\na,b,1,5,x",
        [
            (
                "línea 2",
                "tiene 5 columnas y caben 4; ponga entre comillas los nombres con coma",
            )
        ],
    ),
    (
        "a;b;-1,5\na;b;1,2,3",
        [
            ("línea 1", "el peso «-1.5» no es mayor que cero; corríjalo o quítelo"),
            ("línea 2", "el peso «1,2,3» no es un número; escriba uno, como 3"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), ROW_FAULTS, ids=range(len(ROW_FAULTS)))
def test_faults_of_a_list_of_ties_have_their_line(
    text: str | bytes, expected: list[tuple[str, str]]
) -> None:
    assert faults(text) == expected


MARK_FAULTS = [
    (
        '<?xml version="1.0"?>\n<!DOCTYPE graphml [<!ENTITY a "b">]>\n<graphml/>',
        [("línea 2", "tiene un DOCTYPE, que no se acepta; quite esa línea")],
    ),
    ("<html/>", [("línea 1", "empieza por <html>; se leen GraphML y GEXF")]),
    ("<graphml/>", [("línea 1", "no tiene ningún <graph>; exporte de nuevo la red")]),
    (
        "<graphml>",
        [
            (
                "línea 1, columna 10",
                "no es XML válido; vuelva a exportarlo del programa que lo hizo",
            )
        ],
    ),
    (
        '<?xml version="1.0" encoding="klingon"?><graphml/>',
        [("línea 1", "la codificación no se conoce; guárdelo en UTF-8")],
    ),
    (
        "<graphml>" + "<a>" * 80,
        [
            (
                "línea 1",
                "tiene demasiados niveles, uno dentro de otro; simplifíquelo",
            )
        ],
    ),
    (
        graphml(
            '<node/>\n<node id="a"/>\n<node id="a"/>\n<edge/>\n<edge target="a"/>'
            '\n<edge source="a" target="b" directed="maybe"/>\n<hyperedge/>'
        ),
        [
            ("línea 4", "un nodo no tiene id; agréguelo"),
            ("línea 6", "el id «a» ya está en línea 5; deje uno"),
            ("línea 7", "a un lazo le falta source y target; agréguelo"),
            ("línea 8", "a un lazo le falta source; agréguelo"),
            (
                "línea 9",
                "el tipo de lazo «maybe» no se conoce; use directed o undirected",
            ),
            (
                "línea 10",
                "los lazos de varias puntas (hyperedge) no se leen; use edge",
            ),
            (
                "línea 9",
                (unknown_end("b")),
            ),
        ],
    ),
    (
        graphml(
            '<key id="w" attr.name="weight"/><node id="a"/>\n<edge source="a" '
            'target="a"><data key="w">mucho</data></edge>\n<graph edgedefault="x"/>'
        ),
        [
            ("línea 5", "el peso «mucho» no es un número; escriba uno, como 3"),
            ("línea 6", "tiene más de un <graph>; deje uno"),
            (
                "línea 6",
                "el tipo de lazo «x» no se conoce; use directed o undirected",
            ),
        ],
    ),
    (
        gexf('<node id="a"/><edge source="a" target="a" weight="0"/>'),
        [("línea 2", "el peso «0» no es mayor que cero; corríjalo o quítelo")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), MARK_FAULTS, ids=range(len(MARK_FAULTS)))
def test_faults_of_marks_have_their_line(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert faults(text) == expected
