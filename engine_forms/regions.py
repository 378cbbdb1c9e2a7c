"""The administrative divisions of China by their codes (GB/T 2260): provinces, cities, districts."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).with_name("regions.txt")
LEVELS: Final = ("province", "city", "district")
"""The levels from the top."""


@cache
def regions() -> Mapping[str, str]:
    """Return the name of every region by its code of six digits, in the order of the codes."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))


def level(code: str) -> str:
    """Return the level that a code is of."""
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "district"


def names(code: str) -> tuple[str | None, str | None, str | None]:
    """Return the names of province, city and district of a code; None below its level, and for unknown parts."""
    known = regions()
    kind = level(code)
    city = None if kind == "province" else known.get(f"{code[:4]}00")
    return known.get(f"{code[:2]}0000"), city, known.get(code) if kind == "district" else None


def prefix(code: str) -> str:
    """Return the digits that the codes of all regions inside begin with."""
    return {"province": code[:2], "city": code[:4], "district": code}[level(code)]


@cache
def is_divided(code: str) -> bool:
    """Return whether there are regions inside."""
    start = prefix(code)
    return any(other != code and other.startswith(start) for other in regions())


@cache
def _starts() -> tuple[tuple[str, str], ...]:
    """Return the ways to write each region without spaces, longest first, with its code."""
    ways: dict[str, str] = {}
    for code in regions():
        parts = [name for name in names(code) if name]
        for way in (parts, list(dict.fromkeys(parts)), [parts[0], parts[-1]] if len(parts) == 3 else parts):
            ways.setdefault("".join(way), code)
    return tuple(sorted(ways.items(), key=lambda pair: -len(pair[0])))


def split(text: str) -> tuple[str, str] | None:
    """Return the code of the region that a written address begins with, and what follows; None without a region."""
    compact = "".join(text.split(" "))
    for name, code in _starts():
        if compact.startswith(name):
            return code, compact[len(name) :].strip()
    return None
