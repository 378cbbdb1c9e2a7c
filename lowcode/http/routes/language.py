"""`/api/language`: what the formula editor asks, for those who are signed in."""

from fastapi import APIRouter, Depends

from engine_rules.assistant import Hover, SignatureHelp, Suggestion
from lowcode.http.dependencies import DatabasesOfApp, actor
from lowcode.services import evaluation, language
from lowcode.services.evaluation import Evaluated, Evaluation
from lowcode.services.language import Checked, Draft, DraftAt, FunctionEntry, Renamed, Renaming

router = APIRouter(prefix="/api/language", tags=["language"], dependencies=[Depends(actor)])


@router.post("/check")
def check_expression(draft: Draft) -> Checked:
    """Return what the checker says of an expression: mistakes with their places, its type, and what it reads."""
    return language.check(draft)


@router.post("/complete")
def complete_expression(draft: DraftAt) -> tuple[Suggestion, ...]:
    """Return what can be written at a place, best first."""
    return language.complete(draft)


@router.post("/hover")
def explain_place(draft: DraftAt) -> Hover | None:
    """Return what stands at a place: a name with its type, or a function."""
    return language.hover(draft)


@router.post("/signature")
def explain_call(draft: DraftAt) -> SignatureHelp | None:
    """Return the call that a place stands in, and which of its arguments."""
    return language.signature(draft)


@router.post("/rename")
def rename_in_expression(renaming: Renaming) -> Renamed:
    """Return the expression with another name for something; refused when it would then mean something else."""
    return language.rename(renaming)


@router.post("/evaluate")
async def evaluate_expression(asked: Evaluation, databases: DatabasesOfApp) -> Evaluated:
    """Return the values of an expression on the targets asked for; the browser's part comes as a tree to be run."""
    return await evaluation.evaluate(asked, databases)


@router.get("/functions")
def list_functions() -> tuple[FunctionEntry, ...]:
    """Return all functions with their documentation in every language, in alphabetical order."""
    return language.functions()
