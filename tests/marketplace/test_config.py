from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from marketplace.config import SETTINGS, Config, ConfigError

ROOT = Path(__file__).resolve().parents[2]


def read(tmp_path: Path, **settings: str) -> Config:
    return Config.from_environment(settings, data=tmp_path)


def faults(tmp_path: Path, **settings: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, **settings)
    return caught.value.faults


def test_without_settings_everything_lives_in_the_data_folder(tmp_path: Path) -> None:
    config = read(tmp_path / "new")

    assert config.data_folder == tmp_path / "new"
    assert config.database_url == f"sqlite:///{tmp_path / 'new' / 'tejido.db'}"
    assert config.broker_url == "memory://"
    assert config.base_url == "http://127.0.0.1:8000"
    assert not config.secure_cookies
    assert not config.is_demonstration


def test_the_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = read(tmp_path)

    second = read(tmp_path)

    kept = tmp_path / "secret.key"
    assert first.secret_key == second.secret_key == kept.read_text()
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_key_that_others_could_read_is_closed(tmp_path: Path) -> None:
    read(tmp_path)
    (tmp_path / "secret.key").chmod(0o644)

    read(tmp_path)

    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_secrets_are_not_printed(tmp_path: Path) -> None:
    config = read(tmp_path, TEJIDO_SMTP_URL="smtp://ana:clave@example.org:587")

    assert config.secret_key not in repr(config)
    assert "clave" not in repr(config)


def test_the_environment_names_the_folder(tmp_path: Path) -> None:
    config = Config.from_environment({"TEJIDO_DATA": str(tmp_path / "here")})

    assert config.data_folder == tmp_path / "here"
    assert config.mail_folder.parent == config.attachments_folder.parent
    assert config.wake_path.parent == tmp_path / "here"


def test_the_command_line_wins_over_the_environment(tmp_path: Path) -> None:
    config = Config.from_environment(
        {"TEJIDO_PORT": "9000", "TEJIDO_DATA": "/nowhere"},
        data=tmp_path,
        port=8123,
        demonstration=True,
    )

    assert (config.port, config.data_folder) == (8123, tmp_path)
    assert config.is_demonstration


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("postgres://ana@db/red", "postgresql+psycopg://ana@db/red"),
        ("postgresql://ana@db/red", "postgresql+psycopg://ana@db/red"),
        ("postgresql+psycopg://db/red", "postgresql+psycopg://db/red"),
        ("sqlite:////srv/red.db", "sqlite:////srv/red.db"),
    ],
)
def test_every_usual_address_of_a_database_is_understood(
    tmp_path: Path, typed: str, meant: str
) -> None:
    config = read(tmp_path, TEJIDO_DATABASE_URL=typed)

    assert config.database_url == meant


def test_https_makes_cookies_secure_and_its_host_trusted(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        TEJIDO_BASE_URL="https://red.example.org/",
        TEJIDO_TRUSTED_HOSTS="otra.example.org, tercera.example.org",
    )

    assert config.secure_cookies
    assert config.base_url == "https://red.example.org"
    assert config.trusted_hosts[:3] == (
        "otra.example.org",
        "tercera.example.org",
        "red.example.org",
    )


def test_every_network_card_is_not_a_name_to_trust(tmp_path: Path) -> None:
    config = read(tmp_path, TEJIDO_HOST="0.0.0.0")  # noqa: S104 - only read

    assert config.base_url == "http://127.0.0.1:8000"
    assert "0.0.0.0" not in config.trusted_hosts  # noqa: S104 - only compared


def test_an_address_of_six_bytes_is_put_in_brackets(tmp_path: Path) -> None:
    config = read(tmp_path, TEJIDO_HOST="::1")

    assert config.base_url == "http://[::1]:8000"
    assert "[::1]" in config.trusted_hosts


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("TEJIDO_PORT", "70000"),
        ("TEJIDO_PORT", "ocho"),
        ("TEJIDO_PORT", "٨٠٠٠"),
        ("TEJIDO_PROXY_HOPS", "-1"),
        ("TEJIDO_JOB_POLL_SECONDS", "0"),
        ("TEJIDO_JOB_POLL_SECONDS", "nan"),
        ("TEJIDO_JOB_LEASE_SECONDS", "pronto"),
        ("TEJIDO_DEMO", "quizás"),
        ("TEJIDO_LOG_LEVEL", "mucho"),
        ("TEJIDO_DATABASE_URL", "mysql://db/red"),
        ("TEJIDO_DATABASE_URL", "red.db"),
        ("TEJIDO_DATABASE_URL", "sqlite://"),
        ("TEJIDO_DATABASE_URL", "sqlite:///:memory:"),
        ("TEJIDO_MIGRATION_URL", "oracle://db"),
        ("TEJIDO_BROKER_URL", "kafka://db"),
        ("TEJIDO_BASE_URL", "red.example.org"),
        ("TEJIDO_BASE_URL", "http://red.example.org:puerto"),
        ("TEJIDO_SMTP_URL", "correo.example.org"),
        ("TEJIDO_TRUSTED_HOSTS", "https://red.example.org"),
        ("TEJIDO_TRUSTED_HOSTS", "*"),
        ("TEJIDO_SECRET_KEY", "corta"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, typed: str) -> None:
    found = faults(tmp_path, **{name: typed})

    assert len(found) == 1
    assert found[0].startswith(f"{name}: ")
    assert "\n" not in found[0]


def test_every_wrong_setting_has_its_line(tmp_path: Path) -> None:
    found = faults(tmp_path, TEJIDO_PORT="x", TEJIDO_DEMO="x", TEJIDO_BASE_URL="x")

    assert len(found) == 3


def test_a_mistyped_name_is_recognised(tmp_path: Path) -> None:
    found = faults(tmp_path, TEJIDO_PROT="8000")

    assert found == (
        "TEJIDO_PROT: no es un ajuste de Tejido. ¿Quiso decir TEJIDO_PORT?",
    )


def test_settings_of_the_tests_are_nobodys_business(tmp_path: Path) -> None:
    config = read(tmp_path, TEJIDO_TEST_BACKEND="sqlite", PATH="/bin")

    assert config.port == 8000


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    found = faults(tmp_path / "file" / "folder")

    assert len(found) == 1
    assert found[0].startswith("TEJIDO_DATA: ")


def test_the_runbook_explains_every_setting_and_no_other() -> None:
    runbook = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")

    explained = re.findall(r"^\| `(TEJIDO_\w+)` \|", runbook, re.MULTILINE)

    assert explained == list(SETTINGS)
