"""The kinds of assignees, and how a list of them becomes the people who are asked."""

from typing import TYPE_CHECKING, TypeAlias

from engine_flow import assignee_kinds
from engine_flow.assignee import Assignee
from lowcode.kernel.catalog import Catalog

ASSIGNEE_KINDS: Catalog[type[Assignee]] = Catalog(assignee_kinds, Assignee)
"""All ways of saying who is asked, by kind."""

if TYPE_CHECKING:
    AssigneeKind: TypeAlias = Assignee
else:
    AssigneeKind = ASSIGNEE_KINDS.union()
