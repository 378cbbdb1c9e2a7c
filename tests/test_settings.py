"""Shows that the environment says what holds, that mistakes in it are all told, and that no setting is a secret."""

from dataclasses import fields
from pathlib import Path

import pytest

from lowcode.kernel.errors import Invalid
from lowcode.settings import Settings, variable


def test_an_empty_environment_is_enough() -> None:
    settings = Settings.of({"LOWCODE_HOME": "", "PATH": "/bin"})
    assert settings.home == Path(".lowcode").absolute()
    assert (settings.database_url, settings.workspace, settings.oidc_create) == (None, "main", False)


def test_what_the_environment_says_holds() -> None:
    said = {"LOWCODE_HOME": "/data", "LOWCODE_SESSION_HOURS": "1.5", "LOWCODE_OIDC_CREATE": "true"}
    settings = Settings.of(said)
    assert (settings.home, settings.session_hours, settings.oidc_create) == (Path("/data"), 1.5, True)


@pytest.mark.parametrize(
    ("said", "brings"),
    [
        ({}, True),
        ({"LOWCODE_DEMO": "off"}, False),
        ({"LOWCODE_DATABASE_URL": "postgresql://db/crm"}, False),
        ({"LOWCODE_DATABASE_URL": "postgresql://db/crm", "LOWCODE_DEMO": "on"}, True),
    ],
)
def test_people_to_try_come_into_a_database_of_ones_own_only_when_asked(said: dict[str, str], brings: bool) -> None:
    assert Settings.of(said).brings_demo is brings


def test_every_mistake_is_told_and_no_secret() -> None:
    said = {
        "LOWCODE_HOMES": "/data",
        "LOWCODE_SESSION_HOURS": "soon",
        "LOWCODE_DATABASE_CONNECTIONS": "0",
        "LOWCODE_SECRET": "too short",
        "LOWCODE_WORKSPACE": "Main Street",
    }
    with pytest.raises(Invalid) as caught:
        Settings.of(said)
    told = [each.text() for each in caught.value.diagnostics]
    assert len(told) == len(said)
    assert all(any(name in line for line in told) for name in said)
    assert not any("too short" in line for line in told)


def test_secrets_are_not_shown() -> None:
    settings = Settings.of({"LOWCODE_SECRET": "x" * 40, "LOWCODE_DATABASE_URL": "postgresql://a:hidden@b/c"})
    assert "xxxx" not in repr(settings)
    assert "hidden" not in repr(settings)


def test_every_setting_is_documented() -> None:
    page = Path(__file__).parents[1] / "docs" / "operations" / "settings.md"
    text = page.read_text(encoding="utf-8")
    assert [each.name for each in fields(Settings) if f"`{variable(each.name)}`" not in text] == []
