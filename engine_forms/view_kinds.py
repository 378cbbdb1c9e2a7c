"""`VIEWS`: the catalog of the kinds of views."""

from typing import Any, Final

from engine_forms import views
from engine_forms.view import View
from lowcode.kernel.catalog import Catalog

VIEWS: Final = Catalog(views, View)
"""Every kind of view by its word."""
AnyView: Any = VIEWS.union()
"""A view of any kind, for Pydantic."""
