"""Which names and paths an expression reads: what recomputation, impact analysis and renaming go by."""

from dataclasses import dataclass

from engine_rules import syntax as s

Route = tuple[str, ...]
"""A way from a name of the scope through members: `("customer", "level", "discount")`."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place in the text that names the last part of a route."""

    route: Route
    node: s.Node


class _Reader:
    """One pass that follows values from the scope through paths, filters and loops."""

    def __init__(self) -> None:
        self.found: set[Route] = set()
        self.origins: dict[int, Route | None] = {}
        self.occurrences: list[Occurrence] = []

    def visit(self, node: s.Node) -> Route | None:
        """Collect the reads of a node; return the route its value comes by, None when it is computed."""
        node = s.meaning(node)
        match node:
            case s.Name():
                return self._name(node, node.binding)
            case s.Path(base=base, name=name):
                origin = self._origin(base)
                return None if origin is None else self._read((*origin, name), node)
            case s.Filter(base=base, condition=condition):
                origin = self._origin(base)
                self.origins[id(node.item)] = origin
                self.visit(condition)
                if origin is not None:
                    self.found.add(origin)
                return origin
            case s.For(iterators=iterators, body=body):
                self._iterate(iterators)
                self.visit(body)
            case s.Quantified(iterators=iterators, condition=condition):
                self._iterate(iterators)
                self.visit(condition)
            case s.ContextLiteral(entries=entries):
                for entry in entries:
                    self.origins[id(entry.variable)] = self.visit(entry.value)
            case s.If(condition=condition, then=then, otherwise=otherwise):
                self.visit(condition)
                self.visit(then)
                self.visit(otherwise)
            case _:
                for child in s.children(node):
                    self.visit(child)
        return None

    def _origin(self, node: s.Node) -> Route | None:
        """Return where a value comes from without counting it as read: only what is taken of it counts."""
        known = set(self.found)
        origin = self.visit(node)
        if origin is not None and isinstance(s.meaning(node), s.Name | s.Path) and origin not in known:
            self.found.discard(origin)
        return origin

    def _iterate(self, iterators: list[s.Iterator_]) -> None:
        """Follow what iterators go through."""
        for iterator in iterators:
            origin = self._origin(iterator.domain)
            if iterator.until is not None:
                self.visit(iterator.until)
            self.origins[id(iterator.variable)] = origin
            if origin is not None:
                self.found.add(origin)

    def _name(self, node: s.Name, binding: s.Binding | None) -> Route | None:
        """Follow a name."""
        if binding is None:
            return None
        if binding.kind == "input":
            return self._read((node.name,), node)
        origin = self.origins.get(id(binding.variable))
        if binding.kind == "local":
            if origin is not None:
                self.found.add(origin)
            return origin
        if binding.kind == "member":
            return None if origin is None else self._read((*origin, node.name), node)
        if binding.kind == "maybe":
            if origin is not None:
                self._read((*origin, node.name), node)
            return self._name(node, binding.outer)
        return None

    def _read(self, route: Route, node: s.Node) -> Route:
        """Note a route as read at a node."""
        self.found.add(route)
        self.occurrences.append(Occurrence(route, node))
        return route


def reads(tree: s.Node) -> frozenset[Route]:
    """Return the routes of the scope that a checked tree reads: of a list that is gone through, also itself."""
    reader = _Reader()
    reader.visit(tree)
    return frozenset(reader.found)


def occurrences(tree: s.Node) -> list[Occurrence]:
    """Return the places of a checked tree that name something of the scope."""
    reader = _Reader()
    reader.visit(tree)
    return reader.occurrences
