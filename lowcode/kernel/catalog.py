"""`Catalog`: the kinds of a family are the modules of its package, and the family's union is made of them."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, overload

from pydantic import Field

from lowcode.kernel.spec import Spec

Member = TypeVar("Member")
Kind = TypeVar("Kind", bound=Spec)
Instance = TypeVar("Instance")


class CatalogError(Exception):
    """A family folder is not well formed: the message names the module and the remedy."""


class Catalog(Mapping[str, Member], Generic[Member]):
    """The members of a family by kind, in alphabetical order, read from the modules of `package`.

    A family is either of *classes* (each module defines one subclass of `family` with `kind: Literal["file_name"]`)
    or of *objects* (each module defines one public instance of `family` whose `kind` is the file name).
    Modules whose name starts with `_` are not kinds. Raises `CatalogError` for a module without a kind, with two,
    for a kind that is not the file name, and for two modules of one kind.
    """

    @overload
    def __init__(
        self: "Catalog[type[Kind]]", package: ModuleType, family: type[Kind], *, objects: Literal[False] = ...
    ) -> None: ...

    @overload
    def __init__(
        self: "Catalog[Instance]", package: ModuleType, family: type[Instance], *, objects: Literal[True]
    ) -> None: ...

    def __init__(self, package: ModuleType, family: type[Any], *, objects: bool = False) -> None:
        """Import every module of `package` and take its kind."""
        self._members: dict[str, Member] = {}
        for module in _modules(package):
            member = _only_object(module, family) if objects else _only_class(module, family)
            kind = str(member.kind) if objects else kind_of(member)
            file = module.__name__.rpartition(".")[2]
            if kind in self._members:
                msg = f"{module.__name__}: the kind '{kind}' exists already; rename one of the two"
                raise CatalogError(msg)
            if kind != file:
                msg = f"{module.__name__}: its kind is '{kind}'; file and kind must be the same word, rename one"
                raise CatalogError(msg)
            self._members[kind] = member

    def __getitem__(self, kind: str) -> Member:
        """Return the member of `kind`; raises `KeyError` with the kinds that exist."""
        try:
            return self._members[kind]
        except KeyError:
            msg = f"there is no kind '{kind}'; the kinds are {', '.join(self._members)}"
            raise KeyError(msg) from None

    def __contains__(self, kind: object) -> bool:
        """Return whether `kind` is one of the family."""
        return kind in self._members

    def __iter__(self) -> Iterator[str]:
        """Iterate over the kinds in alphabetical order."""
        return iter(self._members)

    def __len__(self) -> int:
        """Return how many kinds there are."""
        return len(self._members)

    def union(self) -> Any:
        """Return the discriminated union of the member classes, told apart by `kind`."""
        members = tuple(self._members.values())
        if len(members) == 1:
            return members[0]
        return Annotated[Union[members], Field(discriminator="kind")]  # noqa: UP007 - built at run time


def kind_of(member: type[Spec]) -> str:
    """Return the one literal of a kind class. Raises `CatalogError` unless `kind` is a required one-word Literal."""
    field = member.model_fields.get("kind")
    words = get_args(field.annotation) if field else ()
    if field is None or len(words) != 1 or not isinstance(words[0], str):
        msg = f'{member.__name__}: declare its kind as `kind: Literal["word"]`'
        raise CatalogError(msg)
    if not field.is_required():
        msg = f"{member.__name__}: `kind` must not have a default, or minimal documents lose it"
        raise CatalogError(msg)
    return words[0]


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    """Import the public modules of `package` in alphabetical order."""
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        if not found.name.startswith("_"):
            yield importlib.import_module(f"{package.__name__}.{found.name}")


def _only_class(module: ModuleType, family: type) -> Any:
    """Return the one subclass of `family` that `module` itself defines."""
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, family) and value.__module__ == module.__name__
    ]
    return _the_one(module, family, found)


def _only_object(module: ModuleType, family: type) -> Any:
    """Return the one public instance of `family` that `module` defines."""
    found = [value for name, value in vars(module).items() if isinstance(value, family) and not name.startswith("_")]
    return _the_one(module, family, found)


def _the_one(module: ModuleType, family: type, found: list[Any]) -> Any:
    """Return the only element of `found`, or say what is wrong with the module."""
    if len(found) != 1:
        what = "no" if not found else "more than one"
        msg = f"{module.__name__}: it has {what} {family.__name__}; a module of this folder defines exactly one"
        raise CatalogError(msg)
    return found[0]
