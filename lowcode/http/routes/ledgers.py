"""`/api/apps/{app}/ledgers`: the ledgers of an app, and why balances are what they are.

Balances and lines themselves are listed, filtered and exported as the records of the forms that bear their names.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request

from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.records import AppOfPath, FormOfPath
from lowcode.services.ledgers import LedgerQuestion, Ledgers, LedgerState, LedgerView, LineView

router = APIRouter(prefix="/api/apps/{app}", tags=["ledgers"])


async def ledgers(request: Request) -> Ledgers:
    """Return the use cases of ledgers."""
    records = request.app.state.records
    return Ledgers(records.database, records.reading)


LedgersOfApp = Annotated[Ledgers, Depends(ledgers)]


@router.get("/ledgers")
async def list_ledgers(app: AppOfPath, actor: ActorOfRequest, ledgers: LedgersOfApp) -> list[LedgerView]:
    """Return the ledgers whose balances may be seen."""
    return await ledgers.page(app, actor)


@router.get("/ledgers/{ledger}/balances/{id}/lines")
async def list_lines_of_balance(
    app: AppOfPath,
    ledger: str,
    id: Annotated[UUID, Path()],  # noqa: A002 - the name in the path
    actor: ActorOfRequest,
    ledgers: LedgersOfApp,
) -> list[LineView]:
    """Return why a balance is what it is."""
    return await ledgers.of_balance(app, actor, ledger, id)


@router.post("/ledgers/{ledger}/verify")
async def verify_ledger(
    app: AppOfPath, ledger: str, question: LedgerQuestion, actor: ActorOfRequest, ledgers: LedgersOfApp
) -> list[LedgerState]:
    """Return whether balances are the sums of their lines; for administrators."""
    return await ledgers.verify(actor, app, ledger, records=question.records, repair=question.repair)


@router.get("/forms/{form}/records/{id}/ledger-lines")
async def list_lines_of_record(
    app: AppOfPath,
    form: FormOfPath,
    id: Annotated[UUID, Path()],  # noqa: A002 - the name in the path
    actor: ActorOfRequest,
    ledgers: LedgersOfApp,
) -> list[LineView]:
    """Return what a record has posted."""
    return await ledgers.of_record(app, actor, form, id)
