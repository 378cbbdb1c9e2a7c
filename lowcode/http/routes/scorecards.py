"""`/api/apps/{app}/scorecards`: how well records do, why, and how it is counted."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.records import AppOfPath
from lowcode.services.scorecards import Behind, CardList, Ranking, Scorecards, ScoreView, Setting, SettingHistory

router = APIRouter(prefix="/api/apps/{app}/scorecards", tags=["scorecards"])


async def scorecards(request: Request) -> Scorecards:
    """Return the use cases of scorecards."""
    return Scorecards(request.app.state.workshop)


ScorecardsOfApp = Annotated[Scorecards, Depends(scorecards)]


@router.get("")
async def list_scorecards(app: AppOfPath, actor: ActorOfRequest, cards: ScorecardsOfApp) -> CardList:
    """Return the scorecards whose records the reader may see."""
    return await cards.page(app, actor)


@router.get("/{scorecard}")
async def get_ranking(app: AppOfPath, scorecard: str, actor: ActorOfRequest, cards: ScorecardsOfApp) -> Ranking:
    """Return how well the records do that the reader may see, the best first."""
    return await cards.ranking(app, actor, scorecard)


@router.post("/{scorecard}/compute")
async def compute_scores(app: AppOfPath, scorecard: str, actor: ActorOfRequest, cards: ScorecardsOfApp) -> Ranking:
    """Compute the scores of today anew; for those who may set how measures count."""
    return await cards.compute_now(app, actor, scorecard)


@router.get("/{scorecard}/records/{id}")
async def get_score(
    app: AppOfPath,
    scorecard: str,
    id: UUID,  # noqa: A002 - the name in the path
    actor: ActorOfRequest,
    cards: ScorecardsOfApp,
) -> ScoreView:
    """Return how well a record does: the measures as radar data, and the days before."""
    return await cards.of_record(app, actor, scorecard, id)


@router.get("/{scorecard}/records/{id}/measures/{measure}")
async def get_records_behind(
    app: AppOfPath,
    scorecard: str,
    id: UUID,  # noqa: A002 - the name in the path
    measure: str,
    actor: ActorOfRequest,
    cards: ScorecardsOfApp,
) -> Behind:
    """Return the records behind a figure."""
    return await cards.behind(app, actor, scorecard, id, measure)


@router.get("/{scorecard}/setting")
async def get_score_setting(
    app: AppOfPath, scorecard: str, actor: ActorOfRequest, cards: ScorecardsOfApp
) -> SettingHistory:
    """Return how the measures have counted; for those who may set it."""
    return await cards.setting(app, actor, scorecard)


@router.put("/{scorecard}/setting")
async def put_score_setting(
    app: AppOfPath, scorecard: str, setting: Setting, actor: ActorOfRequest, cards: ScorecardsOfApp
) -> SettingHistory:
    """Set how the measures count; what was before stays in the history."""
    return await cards.set(app, actor, scorecard, setting)
