"""`RuleSwitches`: which rules administrators have switched off or on, whatever their app says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lowcode.services.rule_app import CompiledRule
from lowcode.store import rules
from lowcode.store.database import Database

TOPIC: Final = "rules"
"""What processes tell each other when a rule is switched."""


@dataclass(frozen=True, slots=True)
class Switch:
    """How a rule was switched."""

    active: bool
    """Whether it works."""
    by: str
    """Who has switched it."""
    at: datetime
    """When."""


class RuleSwitches:
    """The switches of one workspace, as this process knows them. Rules that nobody switched are as their app says."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self._database = database
        self._known: Mapping[str, Switch] = {}

    async def refresh(self) -> None:
        """Read all switches."""
        async with self._database.connection() as connection:
            rows = await rules.SWITCHES.rows(connection)
        # One assignment swaps all: no change of a record sees a half of it.
        self._known = {row["rule"]: Switch(row["active"], row["name"] or "", row["at"]) for row in rows}

    async def heard(self, _name: str | None) -> None:
        """Read all switches, since another process has told of one."""
        await self.refresh()

    def of(self, rule: str) -> Switch | None:
        """Return how a rule was switched, by its name with the app; None when nobody did."""
        return self._known.get(rule)

    def works(self, rule: CompiledRule) -> bool:
        """Return whether a rule works here."""
        known = self._known.get(rule.name)
        return rule.rule.active if known is None else known.active
