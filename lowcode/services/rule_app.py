"""`RuleApp`: the rules of one version of an app, compiled once."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from engine_forms.field_types.stage import StageField
from engine_forms.form_set import FormSet
from engine_forms.situation import Tree, tree_of
from engine_rules import types as t
from engine_rules.effect import Effect
from engine_rules.expression import Expression, expression
from engine_rules.formula import formulas
from engine_rules.question import Question
from engine_rules.reads import Route
from engine_rules.reasoning import Reason, reads_clock, reason
from engine_rules.rule import Rule
from engine_rules.scope import Scope
from engine_rules.trigger import Happening
from engine_rules.triggers.became_true import BecameTrue
from engine_rules.triggers.schedule import Schedule
from engine_rules.values import Value
from lowcode.bundle.decision import Decision, day_of
from lowcode.bundle.rule_references import answered_scope, rule_scope

_AROUND: Final = frozenset({"current user", "is new", "body"})
"""Names that are no part of a record."""


class CompiledDecision:
    """A decision that rules ask."""

    def __init__(self, decision: Decision) -> None:
        """Compile its tables."""
        self.inputs = tuple(decision.inputs)
        self.tables = decision.compiled()


class CompiledRule:
    """One rule with its expressions. It is never changed."""

    def __init__(
        self, app: str, forms: FormSet, rule: Rule, decisions: Mapping[str, CompiledDecision] | None = None
    ) -> None:
        """Take the rule, and the forms and decisions of its app."""
        known = decisions or {}
        self._asked = {one.name: known[one.decision] for one in rule.decisions if one.decision in known}
        self.rule = rule
        self.name = f"{app}.{rule.name}"
        self.form = rule.form
        self.forms = forms
        self.scope: Scope = rule_scope(forms, rule)
        texts = [rule.scope, rule.trigger.condition(), rule.condition]
        self.conditions: tuple[Expression, ...] = tuple(expression(str(one), self.scope) for one in texts if one)
        """What has to be true, all of it."""
        self.roots = frozenset(route[0] for one in self.conditions for route in one.reads)
        """The names that the conditions read."""
        self.names = frozenset(name for one in self.conditions for route in one.reads for name in _fields(route))
        """The fields of the record that the conditions read, those in rows as `lines.cost`."""
        self.tree: Tree = self._tree(route for one in self.conditions for route in one.reads)
        """What the conditions read of the record."""
        self.metrics = frozenset(name for one in rule.metrics for name in (one.name, f"average_{one.name}"))
        """The names of figures over other records."""

    def _tree(self, routes: Iterable[Route]) -> Tree:
        """Return routes as a tree of names of the record, with `before` for those of what it was."""
        found = tree_of(routes)
        known = self.forms.scope(self.form).names
        own = {name: below for name, below in found.items() if name in known and name not in _AROUND}
        if "before" in found:
            inner = {name: below for name, below in found["before"].items() if name not in _AROUND}
            return {**own, "before": inner}
        return own

    def effects(self, branch: str) -> tuple[Effect, ...]:
        """Return what is done when it becomes true (`then`), or stops being true (`ended`)."""
        return self.rule.effects if branch == "then" else self.rule.ended

    def whole_tree(self, branch: str) -> Tree:
        """Return what the conditions, values and effects of a branch read of the record."""
        texts = [str(text) for _, text in formulas(self.effects(branch))]
        texts += [str(one) for one in self.rule.values.values()]
        for question in self.rule.decisions:
            texts += [str(one) for one in self._inputs(question).values()]
            texts += [str(question.on)] if question.on is not None else []
        routes = [route for text in texts for route in expression(text, self.wide_scope).reads]
        routes += [route for one in self.conditions for route in one.reads]
        return self._tree(routes)

    @cached_property
    def wide_scope(self) -> Scope:
        """The names that effects may use; of what came of effects before, the run knows the types."""
        return wide_scope(answered_scope(self.scope, self.rule), (*self.rule.effects, *self.rule.ended))

    @cached_property
    def trees(self) -> Mapping[str, Tree]:
        """What is read of the record, by branch."""
        return {branch: self.whole_tree(branch) for branch in ("then", "ended")}

    def holds(self, values: Mapping[str, Value]) -> bool:
        """Return whether all conditions are true."""
        return all(one.evaluate(values) is True for one in self.conditions)

    def _inputs(self, question: Question) -> Mapping[str, str]:
        """Return the inputs of a question as expressions by name; fields stand for those that are not named."""
        asked = self._asked.get(question.name)
        named = {name: str(text) for name, text in question.inputs.items()}
        return {one: named.get(one, one) for one in (asked.inputs if asked else named)}

    def answers(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return what the decision tables say, by the names of the questions."""
        found: dict[str, Value] = {}
        for one in self.rule.decisions:
            asked = self._asked.get(one.name)
            if asked is None:
                found[one.name] = None
                continue
            given = {name: expression(text, self.scope).evaluate(values) for name, text in self._inputs(one).items()}
            day = None if one.on is None else expression(str(one.on), self.scope).evaluate(values)
            found[one.name] = asked.tables.evaluate(given, day_of(day))
        return found

    def why(self, values: Mapping[str, Value]) -> list[Reason]:
        """Return each condition with the values of its parts."""
        return [reason(one, values) for one in self.conditions]

    def set_off(self, happening: Happening) -> bool:
        """Return whether a change of a record may set it off."""
        found: bool = self.rule.trigger.set_off(happening, self.roots)
        return found

    @cached_property
    def swept(self) -> bool:
        """Whether it is looked at again and again by the clock, as what it reads may change without its record."""
        trigger = self.rule.trigger
        if self.rule.timing == "before" or isinstance(trigger, Schedule):
            return False
        if trigger.moment == "time":
            return True
        if not isinstance(trigger, BecameTrue):
            return False
        return bool(self.rule.metrics) or any(map(reads_clock, self.conditions)) or self._reads_beside()

    def _reads_beside(self) -> bool:
        """Return whether the conditions read what is no field of the record that people fill in."""
        vocabulary = self.forms.vocabulary(self.form)
        for one in self.conditions:
            for route in one.reads:
                field = self.forms.forms[self.form].field(route[0])
                if len(route) > 1 and route[-1] != "id":
                    return True
                if field is not None and field.formula(vocabulary) is not None:
                    return True
        return False


def wide_scope(scope: Scope, effects: Iterable[Effect]) -> Scope:
    """Return a scope with the names of what comes of effects, whose types only the run knows."""
    for name in sorted({one.name for one in effects if one.name}):
        scope = scope.extended({name: t.ANY})
    return scope


class RuleApp:
    """The rules of one version of an app. It is never changed."""

    def __init__(self, app: str, forms: FormSet, rules: Iterable[Rule], decisions: Iterable[Decision] = ()) -> None:
        """Take the app, its forms, its rules, and the decisions that they ask."""
        self.decisions = {one.name: CompiledDecision(one) for one in decisions}
        """What they may ask."""
        wanted = [one for one in rules if one.form in forms.forms]
        ordered = sorted(wanted, key=lambda one: (one.order, one.name))
        self.rules: dict[str, CompiledRule] = {
            one.name: CompiledRule(app, forms, one, self.decisions) for one in ordered
        }
        """All rules in their order, also those that do not work: what is switched is known elsewhere."""
        self.before: dict[str, list[CompiledRule]] = {}
        """Those for the time before a record is saved, by form."""
        self.after: dict[str, list[CompiledRule]] = {}
        """Those that changes of records set off, by form."""
        for one in self.rules.values():
            if one.rule.trigger.moment == "record":
                place = self.before if one.rule.timing == "before" else self.after
                place.setdefault(one.form, []).append(one)
        self.stages = {
            form.name: tuple(one.name for one in form.fields if isinstance(one, StageField)) for form in forms
        }
        """The stage fields of each form."""

    @property
    def swept(self) -> list[CompiledRule]:
        """Return those that are looked at by the clock."""
        return [one for one in self.rules.values() if one.swept]

    def called(self, kind: str) -> list[CompiledRule]:
        """Return those that somebody sets off: a flow, a button, another system."""
        return [one for one in self.rules.values() if one.rule.trigger.kind == kind]


def _fields(route: Route) -> Iterator[str]:
    """Iterate over the field that a route begins with, and what may be a field in its rows."""
    own = route[1:] if route[0] == "before" else route
    yield from {".".join(own[:1]), ".".join(own[:2])}
