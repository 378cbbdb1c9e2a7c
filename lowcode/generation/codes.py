"""The codes of all diagnostics that the product's packages declare."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType

from lowcode.kernel.diagnostics import Code

PACKAGES = ("lowcode", "engine_rules", "engine_forms", "engine_flow", "engine_reports")
"""The packages of the product, all of which report diagnostics."""


def declared_codes(packages: Iterable[str]) -> dict[str, tuple[Code, str]]:
    """Return each code with the name of the module that declares it, in alphabetical order.

    A code is a `Code` in a module's namespace, by itself or inside a tuple, list or dict there. Raises `ValueError`
    when two different ones share a word.
    """
    found: dict[str, tuple[Code, str]] = {}
    for module in _modules(packages):
        for declared in _codes(vars(module).values()):
            first, where = found.setdefault(declared.code, (declared, module.__name__))
            if first != declared:
                msg = f"'{declared.code}' is declared in {where} and, differently, in {module.__name__}: rename one"
                raise ValueError(msg)
    return dict(sorted(found.items()))


def _modules(packages: Iterable[str]) -> Iterator[ModuleType]:
    """Import and iterate over `packages` and all modules inside, in alphabetical order."""
    for name in packages:
        package = importlib.import_module(name)
        yield package
        for found in sorted(each.name for each in pkgutil.walk_packages(package.__path__, f"{name}.")):
            if not found.endswith(".__main__"):
                yield importlib.import_module(found)


def _codes(values: Iterable[object]) -> Iterator[Code]:
    """Iterate over the codes among `values` and inside plain containers of them."""
    for value in values:
        if isinstance(value, Code):
            yield value
        elif isinstance(value, tuple | list):
            yield from _codes(value)
        elif isinstance(value, dict):
            yield from _codes(each for each in value.values() if isinstance(each, Code))
