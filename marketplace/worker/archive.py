"""The archive of a backup: a tar file whose last member says what it holds.

Members: ``database/...`` (one SQLite file, or one file per PostgreSQL table),
``attachments/...``, ``secret.key`` when the data folder keeps it, and
``manifest.json`` with the checksum of every other one.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = 1
MANIFEST = "manifest.json"
_CHUNK = 1024 * 1024


class ArchiveError(Exception):
    """A backup cannot be made or brought back; the message says why, in Spanish."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says about itself.

    Attributes:
        database: ``sqlite`` or ``postgresql``.
        revision: Migration the database was at.
        made_at: ISO instant.
        files: SHA-256 of every member, by name.
        sequences: Next value of each PostgreSQL sequence, by name.
        tables: Columns of each PostgreSQL table that was saved, by name.
    """

    database: str
    revision: str
    made_at: str
    files: dict[str, str] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    tables: dict[str, list[str]] = field(default_factory=dict)
    format: int = FORMAT

    def summary(self) -> str:
        """Return one line for the person who ran the command."""
        attached = sum(name.startswith("attachments/") for name in self.files)
        return (
            f"{self.database}, revisión {self.revision}, "
            f"{attached} adjuntos, del {self.made_at[:16]} UTC"
        )


class Writer:
    """Adds members to an archive, noting their checksums."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.files: dict[str, str] = {}

    def add(self, name: str, path: Path) -> None:
        """Add a file under a name; it must not change meanwhile."""
        with path.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
            member = tarfile.TarInfo(name)
            member.size = source.tell()
            member.mode = 0o600
            source.seek(0)
            self._tar.addfile(member, source)
        self.files[name] = digest

    def close(self, manifest: Manifest) -> None:
        """Add the manifest, which makes the archive whole."""
        text = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(text)
        member.mode = 0o600
        self._tar.addfile(member, io.BytesIO(text))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Yield the writer of a new archive, which appears whole or not at all.

    Raises:
        ArchiveError: If the file exists already or cannot be written.
    """
    if path.exists():
        message = f"Ya existe {path}; escriba otro nombre."
        raise ArchiveError(message)
    part = path.with_name(f"{path.name}.part")
    try:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        message = f"No se puede escribir en {path.parent} ({error.strerror})."
        raise ArchiveError(message) from error
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        message = f"No se pudo terminar la copia ({error.strerror})."
        raise ArchiveError(message) from error
    finally:
        part.unlink(missing_ok=True)


def unpack(path: Path, folder: Path) -> Manifest:
    """Unpack an archive into an empty folder and check every byte of it.

    Returns:
        The manifest.

    Raises:
        ArchiveError: If it is not a backup, is damaged, or is of a later format.
    """
    found: dict[str, str] = {}
    try:
        with gzip.open(path) as file:
            with tarfile.open(fileobj=file, mode="r|") as tar:
                for member in tar:
                    found[member.name] = _unpack_member(tar, member, folder)
            # To the very end, where the checksum of the whole stands.
            while file.read(_CHUNK):
                pass
    except (OSError, EOFError, zlib.error, tarfile.TarError, ValueError) as error:
        message = f"{path} no es una copia de Tejido, o está dañada ({error})."
        raise ArchiveError(message) from error
    if found.pop(MANIFEST, None) is None:
        message = f"{path} no es una copia de Tejido, o está dañada (sin lista final)."
        raise ArchiveError(message)
    manifest = _read_manifest(folder / MANIFEST)
    wrong = sorted(
        name
        for name in found.keys() | manifest.files.keys()
        if found.get(name) != manifest.files.get(name)
    )
    if wrong:
        message = f"La copia está dañada: {', '.join(wrong[:3])} no coincide."
        raise ArchiveError(message)
    return manifest


def _unpack_member(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    """Write one member under the folder and return its checksum."""
    name = PurePosixPath(member.name)
    source = tar.extractfile(member) if member.isreg() else None
    if source is None or name.is_absolute() or ".." in name.parts:
        msg = f"miembro extraño: {member.name!r}"
        raise ValueError(msg)
    target = folder / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as written:
        while piece := source.read(_CHUNK):
            digest.update(piece)
            written.write(piece)
        written.flush()
        os.fsync(written.fileno())
    return digest.hexdigest()


def _read_manifest(path: Path) -> Manifest:
    try:
        read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if read["format"] > FORMAT:
            message = "La copia es de un Tejido más nuevo; actualice el programa."
            raise ArchiveError(message)
        return Manifest(**read)
    except (ValueError, TypeError, KeyError) as error:
        message = "La copia está dañada: no se puede leer su lista."
        raise ArchiveError(message) from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder as lasting as the files."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
