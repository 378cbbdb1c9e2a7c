"""Formatted text: what may stand in it, and what it says without its format."""

import html
import re
from typing import Final

import nh3

TAGS: Final = {
    "a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "img", "ins", "li",
    "mark", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u",
    "ul",
}  # fmt: skip
"""The elements of formatted text; others are removed, their text stays."""
ATTRIBUTES: Final = {
    "*": {"class"},
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "span": {"style"},
    "p": {"style"},
}
"""The attributes that stay, by element."""
STYLES: Final = {"color", "background-color", "text-align", "font-weight", "font-style", "text-decoration"}
"""The properties of styles that stay."""
SCHEMES: Final = {"http", "https", "mailto", "tel"}
"""What links may lead to; addresses inside the product have no scheme."""
_CLEANER: Final = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes=SCHEMES,
    filter_style_properties=STYLES,
    link_rel="noopener noreferrer nofollow",
)
_BREAK: Final = re.compile(r"<(?:br|hr)[^>]*>|</(?:p|div|h[1-4]|li|tr|blockquote|pre)>")
_TAG: Final = re.compile(r"<[^>]*>")


def sanitised(text: str) -> str:
    """Return formatted text without scripts, forms, frames, handlers and unknown addresses; the same when repeated."""
    return _CLEANER.clean(text).strip()


def plain_text(text: str) -> str:
    """Return what sanitised text says, with a line for each block."""
    lines = html.unescape(_TAG.sub("", _BREAK.sub("\n", text))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def paragraphs(text: str) -> str:
    """Return plain text as formatted text with a paragraph for each line."""
    return "".join(f"<p>{html.escape(line.strip(), quote=False)}</p>" for line in text.splitlines() if line.strip())


def shows_something(text: str) -> bool:
    """Return whether sanitised text has a word or a picture in it."""
    return bool(plain_text(text)) or "<img" in text
