"""`Family`: the union of all kinds of a folder, for Specs that contain members of the family they belong to."""

from typing import Any, Final, Protocol

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

from lowcode.kernel.catalog import CatalogError


class Members(Protocol):
    """Kinds that make a union: a catalog, or some of one."""

    def union(self) -> Any:
        """Return the union, told apart by `kind`."""


class Family:
    """Stands in an annotation for the union of a catalog that is read later: `Annotated[Field, FIELD_FAMILY]`.

    A sub-table contains fields and is one itself, so its module cannot import the catalog. Pydantic asks for the
    schema at first use, when the catalog has filled the family. Raises `CatalogError` when it has not.
    """

    def __init__(self, name: str) -> None:
        """Take what the family is called in errors."""
        self.name: Final = name
        self._union: Any = None

    def fill(self, catalog: Members) -> None:
        """Take the members of the family."""
        self._union = catalog.union()

    def __get_pydantic_core_schema__(self, _source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of the union, told apart by `kind`."""
        if self._union is None:
            msg = f"the catalog of {self.name} is not read yet: import its module before a document is read"
            raise CatalogError(msg)
        return handler.generate_schema(self._union)
