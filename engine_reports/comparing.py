"""`compared`: what behaviours make a difference, out of the counts that a database gave."""

from collections.abc import Sequence
from decimal import Decimal

from engine_reports.analyses.lift import PARTS, LiftAnalysis
from engine_reports.compiled import AnswerRow
from engine_reports.finding import LiftFinding, LiftRate, LiftRow, Member
from engine_reports.proportion import DIGITS, newcombe, quotient, rounded, wilson


def compared(analysis: LiftAnalysis, rows: Sequence[AnswerRow], members: Sequence[Member]) -> LiftFinding:
    """Return what each behaviour does in each group; `members` are those of the rows, as answers write them."""
    found = [
        _row(analysis, at, row, member)
        for at in range(len(analysis.behaviours))
        for row, member in zip(rows, members, strict=True)
    ]
    return LiftFinding(kind="lift", confidence=analysis.confidence, rows=tuple(found))


def _row(analysis: LiftAnalysis, at: int, row: AnswerRow, member: Member) -> LiftRow:
    """Return what one behaviour does in one group."""
    behaviour, sure = analysis.behaviours[at], analysis.confidence / 100
    done, done_won, left, left_won = (int(str(row.values[f"b{at}_{part}"] or 0)) for part in PARTS)
    found = LiftRow(
        behaviour=behaviour.name,
        label=behaviour.label,
        member=member,
        done=_rate(done_won, done, sure),
        left=_rate(left_won, left, sure),
    )
    if not done or not left:
        return found
    low, high = newcombe((done_won, done), (left_won, left), sure)
    difference = Decimal(done_won) / done - Decimal(left_won) / left
    # Exact as a quotient of whole numbers: (won / done) / (won / left).
    lift = quotient(done_won * left, left_won * done) if left_won else None
    return found.model_copy(
        update={
            "difference": difference.quantize(DIGITS),
            "low": rounded(low),
            "high": rounded(high),
            "lift": lift,
            "sure": low > 0 or high < 0,
        }
    )


def _rate(won: int, count: int, confidence: float) -> LiftRate:
    """Return how often something succeeded."""
    if not count:
        return LiftRate(count=0, won=0)
    low, high = wilson(won, count, confidence)
    return LiftRate(count=count, won=won, rate=quotient(won, count), low=rounded(low), high=rounded(high))
