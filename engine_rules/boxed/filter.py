"""The elements of a list for which a condition holds."""

from collections.abc import Callable, Mapping
from typing import Literal

from engine_rules import types as t
from engine_rules.decisions import decision_codes as codes
from engine_rules.decisions.boxed_expression import BoxedExpression
from engine_rules.decisions.branch import Branch
from engine_rules.decisions.compiled import Compiled, Place, warn_at
from engine_rules.decisions.loop import element_type
from engine_rules.evaluation import spend
from engine_rules.operators import NUMBERS
from engine_rules.targets.python.runtime import as_list, element
from engine_rules.values import Value, kind_of

Test = Callable[[Mapping[str, Value], Value], Value]
"""From the names around and an element to what the condition gives."""
ITEM = "item"
"""The name of the element; the names of its members stand for its members."""


class FilterExpression(BoxedExpression):
    """The elements for which the condition holds, or the element at a position when it gives a number.

    A condition that gives anything else but null makes the result null.
    """

    kind: Literal["filter"]
    domain: Branch
    """The list."""
    condition: Branch
    """What has to hold for `item`, or its position."""

    def logic(self, place: Place) -> Compiled:
        """Return the logic of the filter."""
        collection = self.domain.compiled(place.at("domain"), "in")
        test, positions = self._test(element_type(collection.type), place)

        def run(values: Mapping[str, Value]) -> Value:
            items = as_list(collection.run(values))
            spend(len(items) + 1)
            answers = [test(values, item) for item in items]
            if answers and type(answers[0]) in NUMBERS:
                return element(items, answers[0])
            for answer in answers:
                if answer is not None and type(answer) is not bool:
                    warn_at(place.path, codes.NOT_A_BOOLEAN, found=kind_of(answer))
                    return None
            return [item for item, answer in zip(items, answers, strict=True) if answer is True]

        return Compiled(t.ANY if positions else collection.type, run)

    def _test(self, item: t.Type, place: Place) -> tuple[Test, bool]:
        """Return the function to what the condition gives for an element, and whether that may be a position."""
        known = item.members if isinstance(item, t.ContextType) else None
        made: dict[tuple[str, ...], Compiled] = {}

        def compiled(members: Mapping[str, t.Type], target: Place) -> Compiled:
            return self.condition.compiled(target.within({**members, ITEM: item}).at("condition"), "match")

        if known is not None or (item is not t.ANY and not isinstance(item, t.ContextType)):
            made[()] = compiled(known or {}, place)

        def test(values: Mapping[str, Value], one: Value) -> Value:
            own = one if isinstance(one, dict) else {}
            # an element may have more members than the type of the list promises
            names = () if () in made and own.keys() <= (known or {}).keys() else tuple(own)
            if names not in made:
                # only now it is known which members there are; what is wrong with them is no diagnostic of the model
                silent = Place(place.scope, place.types, place.path, [])
                made[names] = compiled({**dict.fromkeys(names, t.ANY), **(known or {})}, silent)
            members = {name: own.get(name) for name in (*(known or ()), *names)}
            return made[names].run({**values, **members, ITEM: one})

        return test, () not in made or made[()].type is not t.BOOLEAN
