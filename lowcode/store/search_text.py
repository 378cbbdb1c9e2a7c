"""The search over all records: texts as `tsvector`, what is looked for as `tsquery`.

Chinese has no spaces, and to cut it into words loses what is cut otherwise in the question. So a run of Chinese becomes
all pairs of neighbouring characters, with its last character alone, and a question the phrase of its pairs; what is
written with letters and digits becomes words, of which a question may give the beginning.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

_HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CHINESE: Final = re.compile(f"[{_HAN}]")
_RUN: Final = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_LONGEST_WORD: Final = 60
"""Characters of a word that are looked at."""
_LAST_PLACE: Final = 16_000
"""The last place of a text that is looked at: PostgreSQL counts them to 16,383."""
_MOST_PARTS: Final = 40
"""The most parts of a question."""


def vector(text: str) -> str:
    """Return a text as a `tsvector`."""
    places: dict[str, list[int]] = {}
    place = 0
    for run in runs(text):
        for part in _parts(run):
            place += 1
            if place > _LAST_PLACE:
                break
            places.setdefault(part, []).append(place)
        place += 1
    # PostgreSQL keeps at most 255 places of a word.
    return " ".join(f"'{part}':{','.join(map(str, found[:255]))}" for part, found in sorted(places.items()))


def query(text: str) -> str | None:
    """Return what is looked for as a `tsquery`, None when there is nothing to look for."""
    parts = []
    for run in list(runs(text))[:_MOST_PARTS]:
        if _CHINESE.match(run) and len(run) > 1:
            pairs = [run[at : at + 2] for at in range(len(run) - 1)][:_MOST_PARTS]
            parts.append("(" + " <-> ".join(f"'{pair}'" for pair in pairs) + ")")
        else:
            parts.append(f"'{run[:_LONGEST_WORD]}':*")
    return " & ".join(parts) or None


def runs(text: str) -> Iterator[str]:
    """Iterate over the runs of Chinese and the words of a text, all alike in width and case."""
    yield from _RUN.findall(unicodedata.normalize("NFKC", text).casefold())


def _parts(run: str) -> Sequence[str]:
    """Return what is kept of a run."""
    # Most runs are words of ASCII, and to see that is much faster than to search.
    if run[0] < "\u3400" or not _CHINESE.match(run):
        return (run[:_LONGEST_WORD],)
    return [run[at : at + 2] for at in range(len(run))]
