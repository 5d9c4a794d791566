"""The words of a message: a subject and a body, made from what it mentions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Key of the wording of messages that no area knows any more.
GENERAL = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a kind of message says; upper areas give one per kind.

    Attributes:
        subject: One line; may mention ``%(name)s`` of a value.
        body: A few sentences, likewise.  Lazily translated texts are welcome:
            they are read in the language of whoever reads the message.
    """

    subject: object
    body: object


@dataclass(frozen=True, slots=True)
class Worded:
    """A message as it is read."""

    subject: str
    body: str


def say(
    wordings: Mapping[str, Wording],
    kind: str,
    mentions: Mapping[str, object],
    show: Callable[[object], str],
) -> Worded:
    """Return a message in words.

    A value that is missing is left out rather than hiding the message; a kind
    that no area knows any more gets the general wording.

    Args:
        wordings: By kind; the general one is under "".
        kind: Of the message.
        mentions: What it mentions.
        show: Writes a value as people read it.
    """
    wording = wordings.get(kind) or wordings[GENERAL]
    shown = _Blank({name: show(value) for name, value in mentions.items()})
    return Worded(str(wording.subject) % shown, str(wording.body) % shown)


class _Blank(dict[str, str]):
    """Values of a sentence; what is missing leaves a gap."""

    def __missing__(self, _name: str) -> str:
        return "…"
