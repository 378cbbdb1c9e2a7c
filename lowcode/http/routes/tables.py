"""`/api/language/table`: what the editor of decision tables asks."""

from fastapi import APIRouter

from lowcode.services import tables
from lowcode.services.tables import TableAnalysis, TableDraft

router = APIRouter(prefix="/api/language/table", tags=["decision tables"])


@router.post("/analyse")
def analyse_table(draft: TableDraft) -> TableAnalysis:
    """Return what is wrong with a table, its gaps and overlaps, and what it decides for the values given."""
    return tables.analyse(draft)
