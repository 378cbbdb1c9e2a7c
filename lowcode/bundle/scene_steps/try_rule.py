"""Tries a rule on what has happened in the scene."""

from typing import Any, ClassVar, Literal

from lowcode.bundle.scene_step import RecordName, SceneStep
from lowcode.kernel.names import Name


class TryRuleStep(SceneStep):
    """Tries a rule, or a changed one, on what has happened since the scene began; nothing is written or sent."""

    kind: Literal["try_rule"]
    rule: Name
    """The rule, or a new name."""
    changed: dict[str, Any] | None = None
    """What is different in it: parts of the rule that replace those that are there. A rule that is new is whole."""
    hits: int
    """How often it would have fired."""
    records: tuple[RecordName, ...] | None = None
    """For which records."""
    effects: dict[str, int] | None = None
    """What it would have done, by the kind of effect."""
    added: int | None = None
    """How often it would have fired where the rule that works has not."""
    removed: int | None = None
    """How often it would not have fired where the rule that works has."""
    checks: ClassVar[bool] = True
