"""A backup brings everything back, on the same kind of database, or nothing."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from contextlib import ExitStack
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import MetaData, NullPool, create_engine, inspect, select, text
from sqlalchemy.orm import Session

from marketplace.app import create_app
from marketplace.config import Config
from marketplace.ledger.queries import verify
from marketplace.worker import migrate
from marketplace.worker.archive import ArchiveError, unpack
from marketplace.worker.restoring import restore
from marketplace.worker.runtime import Runtime
from marketplace.worker.saving import save
from network.db import db, prepare_engine
from network.models import Country, Organisation, Place, PlaceLevel
from tests.factories_ground import PASSWORD, with_password
from tests.factories_ledger import a_book, cash_in
from tests.postgres import scratch_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Engine

SECRET = "a-secret-for-tests-only-0123456789"
PHONE = "+573001234567"
RUNTIME = Runtime(create_app=create_app)


def engine_of(config: Config) -> Engine:
    engine = create_engine(config.database_url, poolclass=NullPool)
    prepare_engine(engine)
    return engine


def everything(config: Config) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in order."""
    engine = engine_of(config)
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for name, table in found.tables.items()
        }


def settings(folder: Path, url: str = "") -> Config:
    """Settings of an instance; without an address its database is a file."""
    folder.mkdir()
    return Config(
        data_folder=folder,
        database_url=url or f"sqlite:///{folder / 'tejido.db'}",
        secret_key=SECRET,
    )


@pytest.fixture
def target(fresh_url: str, tmp_path: Path) -> Config:
    """An empty instance of the kind under test."""
    return settings(tmp_path / "target", fresh_url)


@pytest.fixture
def untouched(database_url: str, tmp_path: Path) -> Config:
    """An instance of the kind under test that is never reached."""
    url = "" if database_url.startswith("sqlite") else "postgresql+psycopg:///none"
    return settings(tmp_path / "untouched", url)


@pytest.fixture(scope="module")
def lived(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Config]:
    """An instance with people, a book, an attachment and a key."""
    folder = tmp_path_factory.mktemp("module") / "lived"
    with ExitStack() as stack:
        url = ""
        if not database_url.startswith("sqlite"):
            url = stack.enter_context(scratch_database())
        config = settings(folder, url)
        migrate.upgrade(config.database_url)
        fill(config)
        yield config


def fill(config: Config) -> None:
    with Session(engine_of(config)) as session:
        # A place inside one with a higher number, and hostile text.
        inner = Place(
            country=Country.COLOMBIA,
            level=PlaceLevel.VEREDA,
            name="El \\N\tTablón\n«x»",
        )
        outer = Place(
            country=Country.COLOMBIA, level=PlaceLevel.LEVEL_1, name="Departamento"
        )
        for place in (inner, outer):
            session.add(place)
            session.flush()
        inner.parent_id = outer.id
        book = a_book(session)
        for minor in (100, 200, 300):
            cash_in(session, book, minor)
        with_password(session).phone = PHONE
        session.commit()
    kept = config.attachments_folder / "ab" / "abcd"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"a photograph")
    (config.data_folder / "secret.key").write_text(SECRET)


@pytest.fixture
def archive(lived: Config, tmp_path: Path) -> Path:
    path = tmp_path / "copia.tar.gz"
    save(lived, path)
    return path


def test_everything_comes_back(lived: Config, archive: Path, target: Config) -> None:
    manifest = restore(RUNTIME, target, archive)

    assert everything(target) == everything(lived)
    assert (target.attachments_folder / "ab" / "abcd").read_bytes() == b"a photograph"
    assert (target.data_folder / "secret.key").read_text() == SECRET
    assert "1 adjuntos" in manifest.summary()


def test_the_book_goes_on_after_a_restore(archive: Path, target: Config) -> None:
    restore(RUNTIME, target, archive)

    with Session(engine_of(target)) as session:
        book = session.scalars(select(Organisation.id)).one()
        cash_in(session, book, 400)
        session.commit()

    assert len(everything(target)["ledger_journal"]) == 4


def test_the_guards_of_the_book_stand_after_a_restore(
    archive: Path, target: Config
) -> None:
    restore(RUNTIME, target, archive)

    with (
        pytest.raises(Exception, match=r"(?i)append-only|append only|never"),
        engine_of(target).begin() as connection,
    ):
        connection.execute(text("DELETE FROM ledger_posting"))


def test_after_a_restore_the_books_hold_and_people_sign_in(
    archive: Path, target: Config
) -> None:
    restore(RUNTIME, target, archive)
    app = create_app(target)
    app.config.update(WTF_CSRF_ENABLED=False)

    with app.app_context():
        report = verify(db.session())
        answer = app.test_client().post(
            "/entrar", data={"account": PHONE, "password": PASSWORD}
        )
        db.session.remove()
        db.engine.dispose()

    assert report.is_sound
    assert report.journals == 3
    assert answer.status_code == HTTPStatus.SEE_OTHER


def test_the_tables_are_those_of_the_program_after_a_restore(
    lived: Config, archive: Path, target: Config
) -> None:
    restore(RUNTIME, target, archive)

    for table in inspect(engine_of(lived)).get_table_names():
        old = inspect(engine_of(lived)).get_foreign_keys(table)
        new = inspect(engine_of(target)).get_foreign_keys(table)
        assert sorted(old, key=repr) == sorted(new, key=repr)


def test_a_place_that_holds_something_is_left_alone(
    lived: Config, archive: Path
) -> None:
    before = everything(lived)

    with pytest.raises(ArchiveError, match="Ya hay datos"):
        restore(RUNTIME, lived, archive)

    assert everything(lived) == before


def test_by_force_it_goes_back_to_the_day_of_the_backup(
    lived: Config, archive: Path, target: Config
) -> None:
    restore(RUNTIME, target, archive)
    live_on(target)

    restore(RUNTIME, target, archive, force=True)

    assert everything(target) == everything(lived)


def live_on(config: Config) -> None:
    with Session(engine_of(config)) as session:
        a_book(session)
        session.commit()


def test_books_that_do_not_hold_are_not_restored(archive: Path, target: Config) -> None:
    def find_fault(_session: Session) -> Sequence[str]:
        return ["El asiento 1 no cuadra."]

    runtime = Runtime(create_app=create_app, verify=find_fault)
    restore(RUNTIME, target, archive)
    live_on(target)
    before = everything(target)

    with pytest.raises(ArchiveError, match="El asiento 1 no cuadra"):
        restore(runtime, target, archive, force=True)

    assert everything(target) == before


def test_an_existing_file_is_not_overwritten(lived: Config, tmp_path: Path) -> None:
    path = tmp_path / "mine"
    path.write_text("mine")

    with pytest.raises(ArchiveError, match="Ya existe"):
        save(lived, path)

    assert path.read_text() == "mine"


def test_an_empty_instance_has_nothing_to_save(target: Config, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"No hay base de datos|está vacía"):
        save(target, tmp_path / "copia.tar.gz")

    assert not (tmp_path / "copia.tar.gz").exists()


def test_a_folder_that_is_not_there_is_named(lived: Config, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="No se puede escribir"):
        save(lived, tmp_path / "nowhere" / "copia.tar.gz")


def test_the_backup_is_for_its_owner_only(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_a_damaged_backup_is_refused_and_changes_nothing(
    archive: Path, untouched: Config, place: float
) -> None:
    raw = bytearray(archive.read_bytes())
    raw[int(len(raw) * place)] ^= 0xFF
    archive.write_bytes(raw)

    with pytest.raises(ArchiveError, match="dañada"):
        restore(RUNTIME, untouched, archive)

    assert list(untouched.data_folder.iterdir()) == []


def test_a_backup_cut_short_is_refused(archive: Path, untouched: Config) -> None:
    archive.write_bytes(archive.read_bytes()[:-200])

    with pytest.raises(ArchiveError, match="no es una copia de Tejido"):
        restore(RUNTIME, untouched, archive)


def test_a_file_of_another_kind_is_refused(untouched: Config, tmp_path: Path) -> None:
    path = tmp_path / "carta.txt"
    path.write_text("Querida Ana")

    with pytest.raises(ArchiveError, match="no es una copia de Tejido"):
        restore(RUNTIME, untouched, path)


def rewritten(archive: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The backup again with another manifest."""
    with tarfile.open(archive) as tar:
        members = {
            member.name: tar.extractfile(member).read()  # type: ignore[union-attr] # all are plain files
            for member in tar
        }
    manifest = json.loads(members["manifest.json"])
    change(manifest)
    members["manifest.json"] = json.dumps(manifest).encode()
    return packed(archive.with_name("otra.tar.gz"), members)


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with gzip.open(path, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("database", "oracle", "misma clase"),
        ("revision", "20991231_01", "no conoce la revisión"),
        ("format", 2, "más nuevo"),
        ("files", {}, "no coincide"),
        ("surprise", 1, "no se puede leer su lista"),
    ],
)
def test_a_backup_this_program_cannot_bring_back_is_refused(
    archive: Path,
    untouched: Config,
    field: str,
    value: object,
    words: str,
) -> None:
    other = rewritten(archive, lambda manifest: manifest.update({field: value}))

    with pytest.raises(ArchiveError, match=words):
        restore(RUNTIME, untouched, other)


@pytest.mark.parametrize("name", ["../fuera", "/fuera", "a/../../fuera"])
def test_nothing_is_written_outside_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    path = packed(tmp_path / "mala.tar.gz", {name: b"x", "manifest.json": b"{}"})

    with pytest.raises(ArchiveError, match="miembro extraño"):
        unpack(path, tmp_path / "in")

    assert not (tmp_path / "fuera").exists()
