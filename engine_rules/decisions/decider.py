"""`Decider`: evaluates the decisions of a model, its requirement graph compiled once and followed as far as needed.

Every decision sees the names it requires and nothing else. Inputs, results and arguments are converted to their
declared types; what does not conform is null (DMN 1.5, section 10.3.2.9.4).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from engine_rules import codes as language_codes
from engine_rules import types as t
from engine_rules.decisions import decision_codes as codes
from engine_rules.decisions.boxed_expression import compiled
from engine_rules.decisions.compiled import NOTHING, Compiled, Place, conforming, warn_at
from engine_rules.decisions.item_type import ItemType
from engine_rules.decisions.model import BusinessKnowledgeModel, Decision, DecisionService, InputData, Model
from engine_rules.decisions.model_index import AnyElement, Located, ModelIndex, Way, spelt
from engine_rules.decisions.user_function import Parameters, user_function
from engine_rules.evaluation import MAX_CALLS, LimitReached, Run, present, running
from engine_rules.item_check import check_items
from engine_rules.targets.python.program import Outcome
from engine_rules.targets.python.runtime import invoke
from engine_rules.values import FunctionValue, Value, normalised
from lowcode.kernel.diagnostics import Diagnostic

Instance = tuple[Way, str]
"""An element as it is reached: the way and its key."""


@dataclass(slots=True)
class Session:
    """The values of one question, or of one call of a decision service."""

    inputs: Mapping[str, Value] = field(default_factory=dict)
    """Values of inputs by name."""
    imported: Mapping[tuple[str, ...], Value] = field(default_factory=dict)
    """Values of inputs of imported models, by the namespaces on the way to them and the name."""
    known: dict[Instance, Value] = field(default_factory=dict)
    """Values found so far."""
    busy: set[Instance] = field(default_factory=set)
    """Decisions that are being evaluated."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name that logic sees: its path (prefixes of imports first), its type, and the element it stands for.

    The element is reached from the one whose logic it is.
    """

    path: tuple[str, ...]
    type: t.Type
    element: Located


@dataclass(frozen=True, slots=True)
class Known:
    """An element that is ready: its type, its declared type, and its names and logic if it is a decision."""

    type: t.Type
    item: ItemType | None = None
    names: tuple[Name, ...] = ()
    logic: Compiled = NOTHING
    path: str = ""


class Decider:
    """The decisions of a model and its imports."""

    def __init__(self, models: Sequence[Model]) -> None:
        """Take the model that is asked and the models it imports; each part is compiled when it is first needed."""
        self.index = ModelIndex(models)
        self.found: list[Diagnostic] = []
        self._decisions: dict[str, Known] = {}
        self._functions: dict[str, FunctionValue] = {}
        self._busy: set[str] = set()

    # --- questions --------------------------------------------------------------------------------------------

    def decide(
        self,
        decision: str,
        inputs: Mapping[str, Value],
        imported: Mapping[tuple[str, ...], Value] | None = None,
    ) -> Outcome:
        """Return the result of a decision (by name or id) for inputs by name, with warnings.

        `imported` gives inputs of imported models by namespace (or the namespaces on the way) and name; without it
        they are looked for among the inputs, with or without the prefixes of the imports.
        """
        located = self.index.named(decision, Decision)
        if located is None:
            return self._missing(decision, Decision)
        self.ready(located)
        others = {(*spaces, spelt(name)): normalised(value) for (*spaces, name), value in (imported or {}).items()}
        session = Session(_given(inputs), others)
        return _answered(lambda: self.value(located, session), [])

    def evaluate(self, decision: str, inputs: Mapping[str, Value]) -> Value:
        """Return the result of a decision without warnings, faster; null if there is none of that name."""
        located = self.index.named(decision, Decision)
        if located is None:
            return None
        self.ready(located)
        session = Session(_given(inputs))
        return _answered(lambda: self.value(located, session), None).value

    def invoke(self, invocable: str, inputs: Mapping[str, Value], output: str | None = None) -> Outcome:
        """Return what a decision service or knowledge model gives for arguments by name; one that is missing is null.

        `output` names one of several outputs of a service.
        """
        located = self.index.named(invocable, DecisionService) or self.index.named(invocable, BusinessKnowledgeModel)
        if located is None:
            return self._missing(invocable, DecisionService, BusinessKnowledgeModel)
        function = self.function(located)
        given = _given(inputs)
        arguments = [given.get(name) for name, _ in function.parameters]
        many = isinstance(located.element, DecisionService) and len(located.element.outputs) > 1

        def run() -> Value:
            value = invoke(function, *arguments)
            return value.get(spelt(output)) if many and output and isinstance(value, dict) else value

        return _answered(run, [])

    def check(self) -> tuple[Diagnostic, ...]:
        """Return what is wrong anywhere in the model that is asked; its own paths are JSON pointers into it."""
        for located in self.index.own():
            self.ready(located)
        model = self.index.model
        return tuple(dict.fromkeys((*check_items(model.item_definitions, self.index.types(model)), *self.found)))

    def _missing(self, name: str, *kinds: type[AnyElement]) -> Outcome:
        """Return the outcome of a question about nothing."""
        known = ", ".join(located.element.name for located in self.index.own() if isinstance(located.element, kinds))
        return Outcome(None, (codes.NO_DECISION.report(name=name, known=known or "-"),))

    # --- values -----------------------------------------------------------------------------------------------

    def value(self, located: Located, session: Session) -> Value:
        """Return the value of an element in a session, found once."""
        key = located.way, located.key
        if key in session.known:
            return session.known[key]
        if isinstance(located.element, BusinessKnowledgeModel | DecisionService):
            return self.function(located)
        if key in session.busy:
            warn_at(located.path, codes.CYCLE, name=located.element.name)
            return None
        session.busy.add(key)
        if isinstance(located.element, InputData):
            found = self._input(located, session)
        else:
            found = self._decided(located, session)
        session.busy.discard(key)
        session.known[key] = found
        return found

    def _input(self, located: Located, session: Session) -> Value:
        """Return the value of an input, as its type wants it."""
        value = self.index.given(located, session.inputs, session.imported)
        item = self.ready(located).item
        return value if item is None else conforming(value, item, located.element.name, located.path)

    def _decided(self, located: Located, session: Session) -> Value:
        """Return the value of a decision, as its type wants it."""
        known = self.ready(located)
        if known.logic is NOTHING:
            warn_at(located.path, codes.NO_LOGIC, name=located.element.name)
            return None
        values: dict[str, Value] = {}
        for name in known.names:
            _put(values, name.path, self.value(name.element.after(located.way), session))
        run = present()
        run.spend(1)
        value = known.logic.run(values)
        return value if known.item is None else conforming(value, known.item, located.element.name, known.path)

    # --- functions --------------------------------------------------------------------------------------------

    def function(self, located: Located) -> FunctionValue:
        """Return a knowledge model or decision service as a value."""
        found = self._functions.get(located.key)
        if found is None:
            if located.key in self._busy:
                return self._provisional(located)
            self._busy.add(located.key)
            element = located.element
            found = self._service(located) if isinstance(element, DecisionService) else self._knowledge(located)
            self._functions[located.key] = found
            self._busy.discard(located.key)
        return found

    def _provisional(self, located: Located) -> FunctionValue:
        """Return a function that is still being made, of which only the parameters are known."""
        parameters = self._parameters(located)
        return FunctionValue(located.element.name, parameters.types, lambda *given: self.function(located).call(*given))

    def _parameters(self, located: Located) -> Parameters:
        """Return the parameters of a knowledge model or service."""
        element = located.element
        place = Place(self.index.scope(located.model), self.index.types(located.model), located.path, [])
        if isinstance(element, BusinessKnowledgeModel):
            return Parameters.of(element.logic.parameters if element.logic else (), place)
        given = [found for found, _ in self._service_inputs(located)]
        return Parameters(tuple(map(_name, given)), tuple(self._declared(one) for one in given))

    def _knowledge(self, located: Located) -> FunctionValue:
        """Return a knowledge model as a value; it may call itself."""
        element = located.element
        assert isinstance(element, BusinessKnowledgeModel)
        if element.logic is None:
            return user_function(element.name, Parameters((), ()), lambda _: None, t.NULL)
        required = [self._known_name(located, one.knowledge) for one in element.knowledge]
        names = [Name((_name(located),), t.FUNCTION, located), *(one for one in required if one is not None)]
        place = self._place(located, names).at("logic")
        values: dict[str, Value] = {}
        made = element.logic.named(element.name, place)
        function = made.run(values)
        for name in names:
            # the function looks names up when it is called, so that it can find itself
            _put(values, name.path, self._linked(name.element))
        item = self._declared(located)
        results = [item.output if item is not None and item.output else item, place.item(element.logic.type_ref)]
        return _returning(function, [one.output or one for one in results if one is not None])

    def _linked(self, located: Located) -> FunctionValue:
        """Return a function that finds the real one when it is called."""
        return self._functions.get(located.key) or self._provisional(located)

    def _service(self, located: Located) -> FunctionValue:
        """Return a decision service as a value: its inputs first, then the decisions that are given."""
        element = located.element
        assert isinstance(element, DecisionService)
        given = [found for found, _ in self._service_inputs(located)]
        outputs = [found for href in element.outputs if (found := self._located(located, href)) is not None]
        kinds = {_name(output): self.ready(output).type for output in outputs}

        def body(own: Mapping[str, Value]) -> Value:
            session = Session()
            for one, value in zip(given, own.values(), strict=True):
                session.known[one.way, one.key] = value
            results = {_name(output): self.value(output, session) for output in outputs}
            return next(iter(results.values())) if len(outputs) == 1 else results

        result = next(iter(kinds.values())) if len(kinds) == 1 else t.ContextType(kinds)
        function = user_function(element.name, self._parameters(located), body, result)
        item = self._declared(located)
        if item is None:
            return function
        return _returning(function, [item.output] if item.output else [])

    def _service_inputs(self, located: Located) -> list[tuple[Located, str]]:
        """Return the elements that are given to a service, in the order of its parameters."""
        element = located.element
        assert isinstance(element, DecisionService)
        hrefs = (*element.input_data, *element.input_decisions)
        return [(found, href) for href in hrefs if (found := self._located(located, href)) is not None]

    # --- compiling --------------------------------------------------------------------------------------------

    def ready(self, located: Located) -> Known:
        """Return an element compiled, once; a circle is cut with an unknown type."""
        known = self._decisions.get(located.key)
        if known is not None:
            return known
        item = self._declared(located)
        declared = item.type if item else t.ANY
        element = located.element
        if isinstance(element, InputData):
            known = Known(declared, item, path=located.path)
        elif isinstance(element, Decision):
            if located.key in self._busy:
                return Known(declared, item, path=located.path)
            self._busy.add(located.key)
            known = self._compiled(located, element, item)
            self._busy.discard(located.key)
        else:
            function = self.function(located)
            kind = t.FunctionType(tuple(kind for _, kind in function.parameters), function.result)
            known = Known(kind, path=located.path)
            if located.key in self._busy:
                return known
        self._decisions[located.key] = known
        return known

    def _compiled(self, located: Located, element: Decision, item: ItemType | None) -> Known:
        """Return a decision compiled with the names it requires."""
        hrefs = [one.input or one.decision for one in element.information]
        hrefs += [one.knowledge for one in element.knowledge]
        names = [name for href in hrefs if (name := self._known_name(located, href)) is not None]
        place = self._place(located, names).at("expression")
        logic = compiled(element.expression, place) if element.expression is not None else NOTHING
        return Known(item.type if item else logic.type, item, tuple(names), logic, located.path)

    def _known_name(self, located: Located, href: str | None) -> Name | None:
        """Return the name by which an element knows another one."""
        found = self._located(located, href)
        if found is None:
            return None
        path = (*(prefix for prefix, _ in found.way if prefix), _name(found))
        return Name(path, self.ready(found).type, found)

    def _located(self, located: Located, href: str | None) -> Located | None:
        """Return the element of a reference; reports one that leads nowhere."""
        found = self.index.referred(located.model, href) if href else None
        if found is None:
            report = codes.UNKNOWN_REFERENCE.report(name=located.element.name, href=href or "-")
            self.found.append(report.at(located.path))
        return found

    def _place(self, located: Located, names: Sequence[Name]) -> Place:
        """Return the place of an element's logic."""
        tree: dict[str, t.Type] = {}
        for name in names:
            _put_type(tree, name.path, name.type)
        scope = self.index.scope(located.model).extended(tree)
        return Place(scope, self.index.types(located.model), located.path, self.found)

    def _declared(self, located: Located) -> ItemType | None:
        """Return the declared type of an element's variable."""
        variable = located.element.variable
        place = Place(self.index.scope(located.model), self.index.types(located.model), located.path, self.found)
        item = place.item(variable.type_ref) if variable else None
        return None if item is None or item.anything else item


def decide(model: Model, decision: str, inputs: Mapping[str, Value], imports: Sequence[Model] = ()) -> Outcome:
    """Return the result of a decision of a model, with warnings. Keep a `Decider` to ask more than once."""
    return Decider([model, *imports]).decide(decision, inputs)


def _answered(question: Callable[[], Value], warnings: list[Diagnostic] | None) -> Outcome:
    """Return the value of a run within the limits, and its warnings if a list for them is given."""
    state = Run(warnings=warnings)
    kept = [] if warnings is None else warnings
    try:
        with running(state):
            value = question()
    except LimitReached as reached:
        value = None
        kept.append(reached.code.report(None, limit=f"{reached.limit:,}"))
    except RecursionError:
        value = None
        kept.append(language_codes.CALL_LIMIT.report(None, limit=MAX_CALLS))
    return Outcome(value, tuple(kept))


def _given(inputs: Mapping[str, Value]) -> dict[str, Value]:
    """Return inputs as values of the language by their usual spelling."""
    return {spelt(name): normalised(value) for name, value in inputs.items()}


def _name(located: Located) -> str:
    """Return the name by which expressions of the same model know an element."""
    element = located.element
    return spelt(element.variable.name if element.variable and element.variable.name else element.name)


def _put(values: dict[str, Value], path: tuple[str, ...], value: Value) -> None:
    """Put a value at a path of nested contexts."""
    for segment in path[:-1]:
        values = values.setdefault(segment, {})
    values[path[-1]] = value


def _put_type(tree: dict[str, t.Type], path: tuple[str, ...], kind: t.Type) -> None:
    """Put a type at a path of nested contexts."""
    if len(path) == 1:
        tree[path[0]] = kind
        return
    below = tree.get(path[0])
    members = dict(below.members or {}) if isinstance(below, t.ContextType) else {}
    _put_type(members, path[1:], kind)
    tree[path[0]] = t.ContextType(members)


def _returning(function: FunctionValue, items: Sequence[ItemType]) -> FunctionValue:
    """Return a function whose result conforms to types, or is null."""
    items = [item for item in items if not item.anything]
    if not items:
        return function

    def call(*arguments: Value) -> Value:
        value = function.call(*arguments)
        for item in items:
            value = conforming(value, item, function.name)
        return value

    return FunctionValue(function.name, function.parameters, call, None, items[-1].type)
