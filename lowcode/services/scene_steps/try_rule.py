"""Tries a rule on what has happened in the scene."""

from datetime import timedelta
from typing import Any, Final

from lowcode.bundle.scene_step import SceneStep
from lowcode.bundle.scene_steps.try_rule import TryRuleStep
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.actor import PRODUCT
from lowcode.services.rule_replay import ReplayRequest
from lowcode.services.rules import Rules
from lowcode.services.scene_play import StepPlay
from lowcode.services.scene_stage import Stage, differs


class TryRulePlay(StepPlay):
    """Replays it by the use cases of rules."""

    kind = "try_rule"

    async def play(self, stage: Stage, step: SceneStep, about: str) -> list[Diagnostic]:
        """Return what comes out otherwise."""
        assert isinstance(step, TryRuleStep)
        app = await stage.tools.record_app(stage.app)
        changed: dict[str, Any] | None = None
        if step.changed is not None:
            live = app.rules.rules.get(step.rule)
            changed = ({} if live is None else live.rule.model_dump(mode="json", exclude_unset=True)) | step.changed
        request = ReplayRequest(
            app=stage.app,
            rule=step.rule,
            since=stage.begun - timedelta(seconds=1),
            until=stage.at + timedelta(seconds=1),
            changed=changed,
        )
        rules = Rules(stage.tools)
        job = (await rules.replay(PRODUCT, request)).job
        if failed := await stage.work():
            return failed
        state = await rules.replayed(PRODUCT, job)
        if state.result is None:
            return [differs(about, "", "result", state.message, "a result")]
        result = state.result
        pairs: list[tuple[str, Any, Any]] = [
            ("hits", result.hits, step.hits),
            ("effects", result.effects, step.effects),
            ("added", result.added_count, step.added),
            ("removed", result.removed_count, step.removed),
        ]
        if step.records is not None:
            found = sorted({str(one.record_id) for one in result.shown})
            pairs.append(("records", found, sorted({str(stage.records[one].id) for one in step.records})))
        return [differs(about, f"/{name}", name, a, b) for name, a, b in pairs if b is not None and a != b]


TRY_RULE: Final = TryRulePlay()
"""The kind."""
