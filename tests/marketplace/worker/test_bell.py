from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.worker.bell import Bell, ring

if TYPE_CHECKING:
    from pathlib import Path


def test_a_ring_is_heard(tmp_path: Path) -> None:
    with Bell(tmp_path / "bell") as bell:
        ring(tmp_path / "bell")

        heard = bell.wait(5)

    assert heard


def test_many_rings_are_heard_once(tmp_path: Path) -> None:
    with Bell(tmp_path / "bell") as bell:
        for _ in range(10_000):
            ring(tmp_path / "bell")

        heard = [bell.wait(0) for _ in range(20)]

    assert heard[0]
    assert not heard[-1]


def test_silence_ends_the_wait(tmp_path: Path) -> None:
    with Bell(tmp_path / "bell") as bell:
        heard = bell.wait(0.01)

    assert not heard


def test_ringing_when_nobody_listens_does_nothing(tmp_path: Path) -> None:
    ring(tmp_path / "bell")

    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_bell_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "bell"
    path.write_text("mine")

    ring(path)
    with Bell(path) as bell:
        heard = bell.wait(0.01)

    assert not heard
    assert path.read_text() == "mine"
