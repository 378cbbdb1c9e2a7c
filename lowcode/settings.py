"""`Settings`: what the environment says about this installation."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_HOME = ".lowcode"
"""The home when the environment names none: a folder in the present directory."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process."""

    home: Path
    """The folder of the embedded database, files and secrets."""
    database_url: str | None = None
    """A PostgreSQL that somebody else runs; None: the embedded one."""

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Return the settings that an environment says: `LOWCODE_HOME` and `LOWCODE_DATABASE_URL`."""
        home = environment.get("LOWCODE_HOME") or DEFAULT_HOME
        return cls(Path(home).absolute(), environment.get("LOWCODE_DATABASE_URL") or None)
