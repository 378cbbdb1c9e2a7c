"""`attribute_docs`: what the docstrings below the attributes of a class say (PEP 258, "Attribute docstrings")."""

import ast
import inspect
import sys
from collections.abc import Mapping
from functools import cache
from itertools import pairwise


@cache
def attribute_docs(kind: type) -> Mapping[str, str]:
    """Return the docstring of each annotated attribute of a class and of those that it comes from, by name.

    An attribute that a class annotates anew has only what that class says. A class whose source is not at hand has
    none of its own.
    """
    found: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        found |= _of_module(one.__module__).get(one.__qualname__, {})
    return {name: about for name, about in found.items() if about}


@cache
def _of_module(name: str) -> Mapping[str, Mapping[str, str]]:
    """Return the docstrings of attributes by the qualified name of their class, read once for a whole module."""
    module = sys.modules.get(name)
    try:
        tree = ast.parse(inspect.getsource(module)) if module is not None else None
    except (OSError, TypeError):
        tree = None
    found: dict[str, Mapping[str, str]] = {}
    if tree is not None:
        _read(tree.body, "", found)
    return found


def _read(body: list[ast.stmt], place: str, into: dict[str, Mapping[str, str]]) -> None:
    """Read the classes of a block, with those inside."""
    for one in body:
        if isinstance(one, ast.ClassDef):
            into[place + one.name] = _attributes(one)
            _read(one.body, f"{place}{one.name}.", into)
        elif isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
            _read(one.body, f"{place}{one.name}.<locals>.", into)


def _attributes(found: ast.ClassDef) -> Mapping[str, str]:
    """Return the docstrings below the annotated names of a class, empty where there is none."""
    docs: dict[str, str] = {}
    for attribute, below in pairwise([*found.body, ast.Pass()]):
        named = attribute.target if isinstance(attribute, ast.AnnAssign) else None
        said = below.value if isinstance(below, ast.Expr) else None
        if isinstance(named, ast.Name):
            text = said.value if isinstance(said, ast.Constant) else None
            docs[named.id] = inspect.cleandoc(text) if isinstance(text, str) else ""
    return docs
