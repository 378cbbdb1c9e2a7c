"""A value for each element."""

from collections.abc import Mapping
from typing import Literal

from engine_rules import types as t
from engine_rules.decisions.boxed_expression import BoxedExpression
from engine_rules.decisions.branch import Branch
from engine_rules.decisions.compiled import Compiled, Place
from engine_rules.decisions.loop import domain, element_type, elements
from engine_rules.evaluation import grown
from engine_rules.values import Value

PARTIAL = "partial"
"""The name of the results so far."""


class ForEachExpression(BoxedExpression):
    """The list of the results for each element; `partial` names the results so far."""

    kind: Literal["for_each"]
    variable: str
    """The name of the element."""
    domain: Branch
    """The list or range."""
    result: Branch
    """The value for an element."""

    def logic(self, place: Place) -> Compiled:
        """Return the logic of the loop."""
        collection = domain(self.domain, place.at("domain"))
        inside = place.within({PARTIAL: t.LIST, self.variable: element_type(collection.type)})
        result = self.result.compiled(inside.at("result"), "return")
        variable = self.variable
        # whoever mentions the results so far gets a list of its own, which later results do not change
        wants_partial = PARTIAL in self.result.model_dump_json()

        def run(values: Mapping[str, Value]) -> Value:
            found = elements(collection.run(values))
            if found is None:
                return None
            results: list[Value] = []
            for element in found:
                grown(len(results) + 1)
                partial = list(results) if wants_partial else results
                results.append(result.run({**values, PARTIAL: partial, variable: element}))
            return results

        return Compiled(t.ListType(result.type), run)
