"""`FIELDS`: the catalog of the kinds of fields."""

from typing import Final

from engine_forms import field_types
from engine_forms.field import FIELD_FAMILY, Field
from lowcode.kernel.catalog import Catalog

FIELDS: Final = Catalog(field_types, Field)
"""Every kind of field by its word."""
FIELD_FAMILY.fill(FIELDS)
