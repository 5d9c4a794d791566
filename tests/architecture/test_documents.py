"""The documents say what is there: links, commands, rules, examples, words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from marketplace.app import main
from tests.architecture.repository import ROOT, kept_files

LONGEST_SENTENCE = 20
DOCUMENTS = [path for path in kept_files() if path.endswith(".md")]
MANUAL = [path for path in DOCUMENTS if path.startswith("docs/manual/")]


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def missing_links(path: str, text: str) -> list[str]:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    folder = (ROOT / path).parent
    return [target for target in targets if not (folder / target).exists()]


def words_of_the_program() -> str:
    texts = [
        text_of(path)
        for path in kept_files()
        if path.startswith(("templates/", "marketplace/", "network/"))
        and path.endswith((".html", ".py"))
    ]
    return re.sub(r'"\s*\n\s*"', "", "\n".join(texts))


def long_sentences(text: str) -> list[str]:
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    text = re.sub(r"^\s*([-*]|\d+\.|#+)\s", "\n\n", text, flags=re.MULTILINE)
    blocks = [
        block
        for paragraph in re.split(r"\n\s*\n", text)
        for block in (
            paragraph.split("|")
            if paragraph.lstrip().startswith("|")
            else [" ".join(paragraph.split())]
        )
    ]
    return [
        sentence
        for block in blocks
        for sentence in re.split(r"(?<=[.?!])\**\s+", block)
        if len(sentence.split()) > LONGEST_SENTENCE
    ]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_every_link_of_a_document_leads_somewhere(path: str) -> None:
    assert missing_links(path, text_of(path)) == []


def test_the_gate_of_links_sees_one_that_leads_nowhere() -> None:
    assert missing_links("README.md", "[a](docs/no.md) [b](LICENSE)") == ["docs/no.md"]


def test_the_rules_name_files_that_are_there() -> None:
    named = re.findall(r"`([\w/]+\.py)` \|$", text_of("docs/rules.md"), re.MULTILINE)

    lost = [
        name
        for name in named
        if not any((ROOT / place / name).is_file() for place in ("", "marketplace"))
    ]

    assert named
    assert lost == []


def test_the_front_page_names_every_command() -> None:
    named = set(re.findall(r"`tejido (\w+)", text_of("README.md")))

    assert named == set(main.commands)


@pytest.mark.parametrize("command", ["purchase", "share"])
def test_the_examples_of_the_interchange_run(command: str) -> None:
    text = text_of("docs/interchange.md")
    part = text.split(f"## `tejido solve {command}`")[1].split("\n## ")[0]
    examples = re.findall(r"```json\n(.*?)```", part, re.DOTALL)

    done = [
        CliRunner().invoke(main, ["solve", command, "-"], input=example)
        for example in examples
    ]

    assert examples
    assert [each.exit_code for each in done] == [0] * len(examples)
    assert {json.loads(each.output)["status"] for each in done} == {"optimal"}


def test_the_answers_of_the_interchange_are_those_of_the_program() -> None:
    text = text_of("docs/interchange.md")
    example = re.findall(r"```json\n(.*?)```", text, re.DOTALL)[0]

    answer = json.loads(
        CliRunner().invoke(main, ["solve", "purchase", "-"], input=example).output
    )

    assert f'"objective": {answer["objective"]},' in text
    assert answer["findings"][0]["text"].split(". ")[0] in text
    for total in (answer["members"][0][key] for key in ("pays", "alone", "saves")):
        assert str(total) in text


def test_the_manual_uses_the_words_of_the_pages() -> None:
    program = words_of_the_program()

    unknown = [
        (path, word)
        for path in MANUAL
        if Path(path).name != "README.md"
        for said in re.findall(r"\*\*(.+?)\*\*", " ".join(text_of(path).split()))
        if (word := said.rstrip(".:")) not in program
    ]

    assert unknown == []


@pytest.mark.parametrize("path", MANUAL)
def test_the_manual_speaks_in_short_sentences(path: str) -> None:
    assert long_sentences(text_of(path)) == []


def test_the_gate_of_short_sentences_sees_a_long_one() -> None:
    long = " ".join(["palabra"] * 21) + "."

    assert long_sentences(f"Corta.\n\n- {long} Corta.") == [long]


def test_every_role_has_its_page_of_the_manual() -> None:
    index = text_of("docs/manual/README.md")

    pages = {Path(path).name for path in MANUAL} - {"README.md"}

    assert set(re.findall(r"\]\((\w+\.md)\)", index)) == pages
