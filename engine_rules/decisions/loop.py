"""What the boxed loops share: the elements they go through, and the answers of `some` and `every`."""

from collections.abc import Callable, Iterable, Mapping

from engine_rules import types as t
from engine_rules.boxed.literal import LiteralExpression
from engine_rules.decisions import decision_codes as codes
from engine_rules.decisions.branch import Branch
from engine_rules.decisions.compiled import Compiled, Place, warn_at
from engine_rules.expression import expression
from engine_rules.targets.python.runtime import NoList, iterate
from engine_rules.values import Value, kind_of


def element_type(kind: t.Type) -> t.Type:
    """Return the type of what a loop over a value of a type sees."""
    return kind.item if isinstance(kind, t.ListType | t.RangeType) else kind


def elements(domain: Value) -> Iterable[Value] | None:
    """Return the elements of a list, a range of numbers or dates, or a value as its only element; None for null."""
    try:
        return iterate(domain)
    except NoList:
        return None


def domain(branch: Branch, place: Place) -> Compiled:
    """Return the logic of what a loop goes through; `1..10` by itself stands for the range."""
    inner = branch.value
    if isinstance(inner, LiteralExpression) and ".." in (inner.text or ""):
        plain = expression(inner.text or "", place.scope)
        ranged = inner.model_copy(update={"text": f"[{inner.text}]"})
        if plain.tree is None and expression(ranged.text or "", place.scope).tree is not None:
            branch = branch.model_copy(update={"value": ranged})
    return branch.compiled(place, "in")


def quantified(
    place: Place,
    variable: str,
    collected: Branch,
    condition: Branch,
    decide: Callable[[list[bool | None]], bool | None],
) -> Compiled:
    """Return the logic of `some` or `every`: null when a condition gives neither true, false nor null."""
    collection = domain(collected, place.at("domain"))
    inside = place.within({variable: element_type(collection.type)})
    test = condition.compiled(inside.at("condition"), "satisfies").run

    def run(values: Mapping[str, Value]) -> Value:
        found = elements(collection.run(values))
        if found is None:
            return None
        answers = [test({**values, variable: element}) for element in found]
        for answer in answers:
            if answer is not None and type(answer) is not bool:
                warn_at(place.path, codes.NOT_A_BOOLEAN, found=kind_of(answer))
                return None
        return decide(answers)

    return Compiled(t.BOOLEAN, run)
