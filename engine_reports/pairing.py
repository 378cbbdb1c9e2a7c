"""`paired`: what goes together, out of what lies in which basket."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import Final

from engine_reports.analyses.association import AssociationAnalysis
from engine_reports.finding import AssociationFinding, AssociationRule, Member
from engine_reports.proportion import quotient, wilson

_SURE: Final = 0.95
_MOST: Final = 200
"""Things of one basket that make pairs; of a greater one those that are in most baskets."""


def paired(
    analysis: AssociationAnalysis, lying: Iterable[tuple[Member, Member]], start: frozenset[Member] | None = None
) -> AssociationFinding:
    """Return the pairs that are in enough baskets, in both directions; `lying` are baskets with what is in each.

    With `start` only what goes with one of these is told, and nothing that is itself among them.
    """
    baskets: dict[Member, set[Member]] = defaultdict(set)
    for basket, item in lying:
        if basket is not None and item is not None:
            baskets[basket].add(item)
    single: Counter[Member] = Counter(item for items in baskets.values() for item in items)
    pairs: Counter[tuple[Member, Member]] = Counter()
    for items in baskets.values():
        if start is not None and not items & start:
            continue
        kept = sorted(items, key=lambda one: (-single[one], str(one)))[:_MOST]
        if start is None:
            pairs.update(combinations(sorted(kept, key=str), 2))
        else:
            pairs.update((one, two) for one in items & start for two in kept if two not in start)
    rules = [
        (rule, sure)
        for (one, two), both in pairs.items()
        if both >= analysis.least
        for left, right in (((one, two), (two, one)) if start is None else ((one, two),))
        for rule, sure in [_rule(left, right, both, single, len(baskets))]
    ]
    rules.sort(key=lambda one: (-one[1], -one[0].both, str(one[0].left), str(one[0].right)))
    return AssociationFinding(
        kind="association",
        baskets=len(baskets),
        items=len(single),
        rules=tuple(rule for rule, _ in rules[: analysis.rules]),
    )


def _rule(
    left: Member, right: Member, both: int, single: Counter[Member], baskets: int
) -> tuple[AssociationRule, float]:
    """Return a pair, and how many times more often than by chance it goes together at the least, as far as is sure."""
    low, _ = wilson(both, single[left], _SURE)
    chance = single[right] / baskets
    rule = AssociationRule(
        left=left,
        right=right,
        both=both,
        of_left=single[left],
        of_right=single[right],
        support=quotient(both, baskets),
        confidence=quotient(both, single[left]),
        # Exact as a quotient of whole numbers: (both / left) / (right / baskets).
        lift=quotient(both * baskets, single[left] * single[right]),
        sure=low > chance,
    )
    return rule, low / chance
