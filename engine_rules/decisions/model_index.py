"""`ModelIndex`: finds the elements, types and prefixes of a model and the models it imports."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine_rules.decisions.item_type import ItemTypes
from engine_rules.decisions.model import BusinessKnowledgeModel, Decision, DecisionService, InputData, Model
from engine_rules.scope import Scope
from engine_rules.values import Value

AnyElement = InputData | Decision | BusinessKnowledgeModel | DecisionService


def spelt(name: str) -> str:
    """Return a name with single spaces between its words, as expressions spell it."""
    return " ".join(name.split())


Way = tuple[tuple[str, str], ...]
"""How an import is reached: the prefix and namespace of each step."""


@dataclass(frozen=True, slots=True)
class Located:
    """An element and where it is."""

    model: Model
    element: AnyElement
    key: str
    """Its namespace and id."""
    path: str
    """Its JSON pointer inside its model."""
    way: Way = ()
    """How it is reached from the model that is asked: an import that is reached twice may have two sets of inputs."""

    def after(self, way: Way) -> "Located":
        """Return the same element, reached by going another way first."""
        return replace(self, way=way + self.way) if way else self


class ModelIndex:
    """A model and its imports by namespace."""

    def __init__(self, models: Sequence[Model]) -> None:
        """Take the model that is asked first, then those it may import."""
        self.model = models[0]
        self._models: dict[str, Model] = {}
        for model in models:
            self._models.setdefault(model.namespace, model)
        self._elements: dict[str, Located] = {}
        for model in self._models.values():
            for at, element in enumerate(model.elements):
                key = f"{model.namespace}#{element.id or element.name}"
                self._elements.setdefault(key, Located(model, element, key, f"/elements/{at}"))
        self._types: dict[str, ItemTypes] = {}
        self._scopes: dict[str, Scope] = {}

    def own(self) -> Iterator[Located]:
        """Iterate over the elements of the model that is asked."""
        return (located for located in self._elements.values() if located.model is self.model)

    def named(self, name: str, kind: type[AnyElement]) -> Located | None:
        """Return an element by its name or id; one of an import by `prefix.name` or, if no other has it, its name."""
        wanted = spelt(name)
        fits = [one for one in self._elements.values() if isinstance(one.element, kind)]
        for located in fits:
            if located.model is self.model and wanted in {spelt(located.element.name), located.element.id}:
                return located
        for located in fits:
            way = self.way(self.model, located.model)
            names = {spelt(located.element.name), dotted(way, spelt(located.element.name))}
            if way and wanted in names:
                return located.after(way)
        return None

    def referred(self, model: Model, href: str) -> Located | None:
        """Return the element that a reference of a model names, reached from it: `#id`, `namespace#id`, a bare id."""
        space, _, name = href.strip().rpartition("#")
        found = self._elements.get(f"{space or model.namespace}#{name}")
        return found.after(self.way(model, found.model)) if found else None

    def imported(self, model: Model) -> Iterator[tuple[str, Model]]:
        """Iterate over the prefixes and models that a model imports, as far as they are there."""
        for one in model.imports:
            found = self._models.get(one.namespace)
            if found is not None and found is not model:
                yield spelt(one.name or ""), found

    def way(self, model: Model, other: Model) -> Way:
        """Return the shortest way from a model to one it imports, directly or through others; empty for none."""
        seen = {model.namespace}
        queue: deque[tuple[Model, Way]] = deque([(model, ())])
        while queue:
            present, way = queue.popleft()
            if present is other:
                return way
            for prefix, found in self.imported(present):
                if found.namespace not in seen:
                    seen.add(found.namespace)
                    queue.append((found, (*way, (prefix, found.namespace))))
        return ()

    def types(self, model: Model) -> ItemTypes:
        """Return the types of a model with those of its imports."""
        found = self._types.get(model.namespace)
        if found is None:
            # a circle of imports ends at the types that are being made
            found = self._types[model.namespace] = ItemTypes(model.item_definitions)
            for prefix, other in self.imported(model):
                found.add(prefix, self.types(other))
        return found

    def scope(self, model: Model) -> Scope:
        """Return the scope of a model without names: only its types."""
        found = self._scopes.get(model.namespace)
        if found is None:
            found = self._scopes[model.namespace] = Scope({}, self.types(model).all())
        return found

    def given(self, located: Located, inputs: Mapping[str, Value], imported: Mapping[tuple[str, ...], Value]) -> Value:
        """Return the value that was given for an input, null for none.

        That of an import is looked for by the namespaces and by the prefixes of the way to it, the whole way first,
        then its end, at last by its bare name.
        """
        element = located.element
        names = dict.fromkeys(spelt(one.name) for one in (element, element.variable) if one is not None and one.name)
        for name in names:
            for start in range(len(located.way)):
                way = located.way[start:]
                key = (*(space for _, space in way), name)
                if key in imported:
                    return imported[key]
                found = _within(inputs, way, name)
                if found is not None:
                    return found
            if (located.model.namespace, name) in imported:
                return imported[located.model.namespace, name]
            if name in inputs:
                return inputs[name]
        return None


def dotted(way: Way, name: str) -> str:
    """Return a name with the prefixes of the way to it."""
    return ".".join((*(prefix for prefix, _ in way if prefix), name))


def _within(inputs: Mapping[str, Value], way: Way, name: str) -> Value:
    """Return the input of an import: by `prefix.name`, or as a member of the prefix."""
    text = dotted(way, name)
    if text in inputs:
        return inputs[text]
    values: Value = inputs
    for prefix, _ in way:
        if prefix:
            values = values.get(prefix) if isinstance(values, Mapping) else None
    return values.get(name) if isinstance(values, Mapping) and values is not inputs else None
