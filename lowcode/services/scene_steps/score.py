"""Computes a scorecard."""

from typing import Any, Final

from engine_rules.scorecard import Standard
from lowcode.bundle.scene_step import SceneStep
from lowcode.bundle.scene_steps.score import ScoreStep
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.record_app import RecordApp
from lowcode.services.scene_play import StepPlay
from lowcode.services.scene_stage import Stage, differs
from lowcode.services.scorecards import Scorecards, Setting


class ScorePlay(StepPlay):
    """Computes and reads it by the use cases of scorecards."""

    kind = "score"

    async def play(self, stage: Stage, step: SceneStep, about: str) -> list[Diagnostic]:
        """Return what comes out otherwise."""
        assert isinstance(step, ScoreStep)
        app, cards = await stage.tools.record_app(stage.app), Scorecards(stage.tools)
        actor = await stage.actor(step.person)
        if step.set:
            await _set(cards, app, actor, step)
        await cards.compute(stage.connection, app, step.scorecard)
        view = await cards.of_record(app, actor, step.scorecard, stage.records[step.record].id)
        parts = {one.name: one for one in view.parts}
        pairs: list[tuple[str, Any, Any]] = [("total", view.total, step.total)] if step.total is not None else []
        pairs += [(f"figures/{name}", parts[name].value, wanted) for name, wanted in step.figures.items()]
        pairs += [(f"points/{name}", parts[name].points, wanted) for name, wanted in step.points.items()]
        for name, records in step.behind.items():
            behind = await cards.behind(app, actor, step.scorecard, view.record_id, name)
            wanted = sorted(str(stage.records[one].id) for one in records)
            pairs.append((f"behind/{name}", sorted(map(str, behind.ids)), wanted))
        if step.settings is not None:
            history = await cards.setting(app, PRODUCT, step.scorecard)
            pairs.append(("settings", len(history.items), step.settings))
        return [differs(about, f"/{name}", name, a, b) for name, a, b in pairs if a != b]


async def _set(cards: Scorecards, app: RecordApp, actor: Actor, step: ScoreStep) -> None:
    """Set how measures count."""
    now = (await cards.setting(app, actor, step.scorecard)).items[0]
    measures = {
        name: Standard.model_validate(one.model_dump(mode="json") | step.set.get(name, {}))
        for name, one in now.measures.items()
    }
    await cards.set(app, actor, step.scorecard, Setting(revision=now.revision, measures=measures))


SCORE: Final = ScorePlay()
"""The kind."""
