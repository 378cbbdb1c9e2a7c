"""`said` and `told`: what effects tell people, in the language of each."""

from collections.abc import Mapping
from typing import Any, Final

from lowcode.kernel.names import Language
from lowcode.services.effect_order import plain

LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh-CN")
"""The languages that a context may have texts for."""


def said(value: Any) -> str | dict[str, str]:
    """Return what people are told: a text, or one for each language where a context has them."""
    found = plain(value)
    if not isinstance(found, Mapping) or not (found.keys() & set(LANGUAGES)):
        return "" if found is None else str(found)
    texts = {name: str(found[name]) for name in LANGUAGES if found.get(name) is not None}
    other = next(iter(texts.values()), "")
    return {name: texts.get(name, other) for name in LANGUAGES}


def told(text: Any, language: str) -> str:
    """Return a text that was kept, of one language or of each, as somebody reads it."""
    if isinstance(text, Mapping):
        return str(text.get(spoken(language)) or text.get("en") or next(iter(text.values()), ""))
    return "" if text is None else str(text)


def spoken(language: str) -> Language:
    """Return the language of the product that stands for a language: English for each kind of it, Chinese otherwise."""
    return "en" if language.lower().startswith("en") else "zh-CN"
