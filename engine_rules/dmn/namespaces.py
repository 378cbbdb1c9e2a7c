"""The namespaces of each version of DMN: the only place that knows them."""

import re
from dataclasses import dataclass
from typing import Final

_MODEL: Final = re.compile(r"(https?://www\.omg\.org/spec/DMN/\d{8}/)MODEL/")


@dataclass(frozen=True, slots=True)
class Namespaces:
    """The namespaces of a version."""

    version: str
    """`1.1` to `1.6`, or the namespace of a version that is not known."""
    model: str
    """Of the model's elements."""
    feel: str
    """Of the expression language, which also names it."""
    diagram: str
    """Of the diagrams."""


def _dated(version: str, base: str) -> Namespaces:
    """Return the namespaces of a version that puts a date before each."""
    return Namespaces(version, f"{base}MODEL/", f"{base}FEEL/", f"{base}DMNDI/")


VERSIONS: Final = {
    one.version: one
    for one in (
        Namespaces(
            "1.1",
            "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
            "http://www.omg.org/spec/FEEL/20140401",
            "http://www.omg.org/spec/DMN/20151101/DMNDI/",
        ),
        _dated("1.2", "http://www.omg.org/spec/DMN/20180521/"),
        _dated("1.3", "https://www.omg.org/spec/DMN/20191111/"),
        _dated("1.4", "https://www.omg.org/spec/DMN/20211108/"),
        _dated("1.5", "https://www.omg.org/spec/DMN/20230324/"),
        _dated("1.6", "https://www.omg.org/spec/DMN/20240513/"),
    )
}
"""The namespaces by version."""
CURRENT: Final = "1.5"
"""The version that is written unless another one is asked for."""


def of_model(uri: str) -> Namespaces | None:
    """Return the namespaces of the version whose elements are in `uri`, None when it is not of DMN."""
    for one in VERSIONS.values():
        if one.model == uri:
            return one
    match = _MODEL.fullmatch(uri)
    return _dated(uri, match[1]) if match else None


def of_version(version: str | None) -> Namespaces:
    """Return the namespaces of a version, of the current one for none. Raises `ValueError` for an unknown one."""
    found = VERSIONS.get(version or CURRENT) or of_model(version or "")
    if found is None:
        msg = f"there is no DMN {version}; the versions are {', '.join(VERSIONS)}"
        raise ValueError(msg)
    return found


def translated(text: str, before: Namespaces, after: Namespaces) -> str:
    """Return a text with the namespaces of one version replaced by those of another."""
    for old, new in ((before.model, after.model), (before.feel, after.feel), (before.diagram, after.diagram)):
        text = text.replace(old, new)
    return text
