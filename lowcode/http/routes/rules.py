"""`/api/rules`: what happens by itself, what has happened and why, and dry runs on history."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request

from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.records import AppOfPath, FormOfPath
from lowcode.services.rule_replay import ReplayRequest
from lowcode.services.rules import FiringPage, RecordRules, Replay, ReplayState, RuleList, Rules, RuleSwitch, RuleView

router = APIRouter(tags=["rules"])


async def rules(request: Request) -> Rules:
    """Return the use cases of rules."""
    return Rules(request.app.state.workshop)


RulesOfApp = Annotated[Rules, Depends(rules)]


@router.get("/api/rules")
async def list_rules(actor: ActorOfRequest, rules: RulesOfApp) -> RuleList:
    """Return all rules and how they do; for administrators."""
    return await rules.page(actor)


@router.get("/api/rules/firings")
async def list_firings(
    actor: ActorOfRequest,
    rules: RulesOfApp,
    rule: str | None = None,
    record: UUID | None = None,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> FiringPage:
    """Return what has fired, the newest first, of a rule or a record if one is named; for administrators."""
    return await rules.firings(actor, rule=rule, record=record, before=before, most=limit)


@router.put("/api/rules/{rule}/switch")
async def switch_rule(rule: str, wanted: RuleSwitch, actor: ActorOfRequest, rules: RulesOfApp) -> RuleView:
    """Switch a rule off or on, whatever its app says; upgrades of the app leave it so."""
    return await rules.switch(actor, rule, wanted)


@router.post("/api/rules/{rule}/run")
async def run_rule(rule: str, actor: ActorOfRequest, rules: RulesOfApp) -> Replay:
    """Let a rule by the clock look at its records now."""
    return await rules.run(actor, rule)


@router.post("/api/rules/replay")
async def replay_rule(request: ReplayRequest, actor: ActorOfRequest, rules: RulesOfApp) -> Replay:
    """Try a rule, or a changed one, on what has happened between two dates; nothing is written or sent."""
    return await rules.replay(actor, request)


@router.get("/api/rules/replays/{job}")
async def get_replay(job: UUID, actor: ActorOfRequest, rules: RulesOfApp) -> ReplayState:
    """Return how far a dry run is, and what came of it."""
    return await rules.replayed(actor, job)


@router.get("/api/apps/{app}/forms/{form}/records/{id}/rules")
async def get_rules_of_record(
    app: AppOfPath,
    form: FormOfPath,
    id: Annotated[UUID, Path()],  # noqa: A002 - the name in the path
    actor: ActorOfRequest,
    rules: RulesOfApp,
) -> RecordRules:
    """Return what rules have done with a record, and how each stands with it now: why, and why not."""
    return await rules.of_record(app, actor, form, id)
