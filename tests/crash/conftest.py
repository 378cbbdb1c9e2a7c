"""What the tests of crashes share with those of flows and of the use cases: a workspace, its people, an office."""

from tests.services.conftest import admin, hire, workspace
from tests.services.flows.conftest import office

__all__ = ["admin", "hire", "office", "workspace"]
