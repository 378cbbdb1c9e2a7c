"""How similar the names of companies are, so that the same customer is not entered twice."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final, Literal

from engine_forms.regions import LEVELS, level, regions

_LEGAL_ZH: Final = re.compile(
    r"(?:股份|集团|控股)*有限(?:责任)?公司|有限合伙|股份公司|集团公司|总公司|分公司|子公司|公司|集团|控股|"
    r"(?:普通|特殊普通)?合伙(?:企业)?|个体工商户|个人独资企业|工作室|事务所|厂$"
)
_LEGAL_EN: Final = re.compile(
    r"\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|kg|sa|sas|srl|bv|nv|pte|pty|"
    r"holdings?|group|the|and)\b"
)
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_OTHERS: Final = re.compile(r"[\W_]+")
_PLACE_END: Final = re.compile(r"(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|自治县|[省市区县])$")
_NATION: Final = ("中华人民共和国", "中国")


def normalised(name: str, names: Literal["company", "any"] = "company") -> str:
    """Return what tells a name from others: no case, width, punctuation; of a company no legal form, no place in front.

    A name that consists of nothing else stays as it is.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    if names == "any":
        return _OTHERS.sub("", text)
    text = _BRACKETS.sub(lambda found: "" if _is_place(found[1]) else found[0], text)
    core = _OTHERS.sub("", _LEGAL_ZH.sub("", _LEGAL_EN.sub(" ", text.replace(".", ""))))
    for place in (*_NATION, *_places()):
        if core.startswith(place) and len(core) >= len(place) + 2:
            core = core[len(place) :].removeprefix("市").removeprefix("省")
    return core or _OTHERS.sub("", text)


def shingles(name: str, names: Literal["company", "any"] = "company") -> list[str]:
    """Return the pairs of neighbouring characters of a normalised name, each once: what an index finds it by."""
    core = normalised(name, names)
    return sorted({core[at : at + 2] for at in range(len(core) - 1)} or {core})


def similarity(first: str, second: str, names: Literal["company", "any"] = "company") -> float:
    """Return how similar two names are, from 0 to 1.

    It is the coefficient of Dice (1945) over pairs of neighbouring characters, the ends of the name counted in; a name
    that is contained whole in the other counts at least by its share of the length.
    """
    one, two = normalised(first, names), normalised(second, names)
    if one == two:
        return 1.0
    if not one or not two:
        return 0.0
    pairs_one, pairs_two = _pairs(one), _pairs(two)
    rest = list(pairs_two)
    shared = 0
    for pair in pairs_one:
        if pair in rest:
            rest.remove(pair)
            shared += 1
    dice = 2 * shared / (len(pairs_one) + len(pairs_two))
    short, long = sorted((one, two), key=len)
    return max(dice, len(short) / len(long)) if len(short) > 1 and short in long else dice


def similar(
    name: str, others: Iterable[str], threshold: float, names: Literal["company", "any"] = "company"
) -> list[tuple[str, float]]:
    """Return the other names that are at least so similar, the most similar first."""
    found = [(other, similarity(name, other, names)) for other in others]
    return sorted(((other, near) for other, near in found if near >= threshold), key=lambda pair: -pair[1])


def _pairs(core: str) -> list[str]:
    """Return the pairs of neighbouring characters, those with the ends among them."""
    padded = f"\u0002{core}\u0003"
    return [padded[at : at + 2] for at in range(len(padded) - 1)]


def _is_place(text: str) -> bool:
    """Return whether a text is the name of a province, a city or the country."""
    return text in _NATION or _PLACE_END.sub("", text) in _places()


@cache
def _places() -> tuple[str, ...]:
    """Return the names of provinces and cities without their level, longest first."""
    found = {_PLACE_END.sub("", name) for code, name in regions().items() if level(code) in LEVELS[:2]}
    return tuple(sorted((name for name in found if len(name) > 1), key=lambda name: (-len(name), name)))
