"""`/api/language/table`: what the editor of decision tables asks, for those who are signed in."""

from fastapi import APIRouter, Depends

from lowcode.http.dependencies import actor
from lowcode.services import tables
from lowcode.services.tables import TableAnalysis, TableDraft

router = APIRouter(prefix="/api/language/table", tags=["decision tables"], dependencies=[Depends(actor)])


@router.post("/analyse")
def analyse_table(draft: TableDraft) -> TableAnalysis:
    """Return what is wrong with a table, its gaps and overlaps, and what it decides for the values given."""
    return tables.analyse(draft)
