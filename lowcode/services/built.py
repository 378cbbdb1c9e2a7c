"""`built`: where the files are that the browser side is built to, in an installed package and beside the sources."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def built(name: str) -> Path:
    """Return the folder of one build, `app` or `language`, which may not be there yet."""
    installed = _PACKAGE / "built" / name
    return installed if installed.is_dir() else _PACKAGE.parent / "web" / "dist" / name
