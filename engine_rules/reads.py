"""Which names and paths an expression reads: what loading, recomputation, access and renaming go by.

A value is followed wherever it goes: through paths, filters and loops, members of contexts, parameters of functions
and what those return, and the built-in functions that hand on what they were given, as `sort` and `sublist` do. What
is found may be more than one run reads, as both branches of an `if` count; it is never less, except that functions
which call themselves are followed a few turns deep.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.properties import property_type
from engine_rules.scope import Scope

Route = tuple[str, ...]
"""A way from a name of the scope through members: `("customer", "level", "discount")`."""

_TURNS: Final = 8
"""How often functions are followed anew: how deep those are followed that call themselves."""
_WIDEST: Final = 500
"""How many routes one value may come by; more come only from functions that call themselves in several ways."""
_NESTED: Final = 8
"""How deep contexts are told apart that the text itself makes."""
_LOOSENING: Final = frozenset({"context", "context merge", "context put", "get entries", "get value"})
"""Built-in functions after which a member may stand under another name."""
_OPEN: Final = frozenset({"Any", "list", "context", "function"})
"""The kinds of values that may hold something which was given."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place in the text that names the last part of a route."""

    route: Route
    node: s.Node


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a value or the elements of a list may be: by which routes it comes, and what the text made of it."""

    routes: frozenset[Route] = frozenset()
    """Where it comes from, if it is of the scope."""
    members: Mapping[str, "_Seen"] = field(default_factory=dict)
    """The entries of contexts that the text makes."""
    functions: frozenset[s.FunctionLiteral] = frozenset()
    """The functions that it may be."""
    loose: bool = False
    """Whether any member may be under any name."""

    def joined(self, other: "_Seen") -> "_Seen":
        """Return what is one of two."""
        if other is _NOTHING or other is self:
            return self
        if self is _NOTHING:
            return other
        members = dict(self.members)
        for name, one in other.members.items():
            members[name] = members[name].joined(one) if name in members else one
        routes = self.routes | other.routes
        if len(routes) > _WIDEST:
            routes = self.routes or other.routes
        return _Seen(routes, members, self.functions | other.functions, self.loose or other.loose)

    def flat(self) -> "_Seen":
        """Return it without telling its members apart."""
        found = _Seen(self.routes, {}, self.functions, loose=True)
        for one in self.members.values():
            found = found.joined(one.flat())
        return found

    def depth(self) -> int:
        """Return how deep contexts are nested in it."""
        return 1 + max((one.depth() for one in self.members.values()), default=-1)


_NOTHING: Final = _Seen()


def _any_of(several: Iterable[_Seen]) -> _Seen:
    """Return what is one of several."""
    found = _NOTHING
    for one in several:
        found = found.joined(one)
    return found


class _Reader:
    """Passes over a tree that follow values from the scope to where they are used, until nothing new is found."""

    def __init__(self, scope: Scope | None) -> None:
        """Take the scope: its types say which members there are."""
        self.scope = scope
        self.found: set[Route] = set()
        self.known: dict[int, _Seen] = {}
        self.results: dict[s.FunctionLiteral, _Seen] = {}
        self.occurrences: list[Occurrence] = []
        self.again = False

    def read(self, tree: s.Node) -> None:
        """Collect what a tree reads."""
        for _ in range(_TURNS):
            self.again = False
            self.occurrences = []
            self.use(tree)
            if not self.again:
                return

    def use(self, node: s.Node) -> _Seen:
        """Return what a node may be, counted as read."""
        seen = self.value(node)
        self.found |= seen.routes
        return seen

    def value(self, node: s.Node) -> _Seen:
        """Return what a node may be; itself it does not count as read, for only a member of it may be."""
        node = s.meaning(node)
        match node:
            case s.Name():
                return self._name(node, node.binding)
            case s.Path(base=base, name=name):
                return self._member(self.value(base), name, node)
            case s.Filter():
                return self._filter(node)
            case s.For(iterators=iterators, body=body):
                self._iterate(iterators)
                found = self.use(body)
                self._grow(node.partial, found)
                return found
            case s.Quantified(iterators=iterators, condition=condition):
                self._iterate(iterators)
                self.use(condition)
            case s.ContextLiteral():
                return self._context(node)
            case s.ListLiteral(items=items):
                return _any_of([self.use(one) for one in items])
            case s.If(condition=condition, then=then, otherwise=otherwise):
                self.use(condition)
                return self.value(then).joined(self.value(otherwise))
            case s.FunctionLiteral():
                return self._function(node)
            case s.Call():
                return self._call(node)
            case s.InstanceOf(value=value, kind=kind):
                found = self.use(value)
                for name in _members(kind) or ():
                    self.found |= self._member(found, name, node).routes
            case _:
                for child in s.children(node):
                    self.use(child)
        return _NOTHING

    # --- names and members --------------------------------------------------------------------------------------------

    def _name(self, node: s.Name, binding: s.Binding | None) -> _Seen:
        """Return what a name may be."""
        if binding is None:
            return _NOTHING
        if binding.kind == "input":
            self.occurrences.append(Occurrence((node.name,), node))
            return _Seen(frozenset({(node.name,)}))
        seen = self.known.get(id(binding.variable), _NOTHING)
        if binding.kind == "local":
            return seen
        if binding.kind == "member":
            return self._member(seen, node.name, node)
        if binding.kind == "maybe":
            found = self._member(seen, node.name, node)
            return found.joined(self._name(node, binding.outer))
        return _NOTHING

    def _member(self, seen: _Seen, name: str, node: s.Node) -> _Seen:
        """Return what a member of something may be."""
        routes = frozenset((*route, name) for route in seen.routes if self._exists(route, name))
        self.occurrences += [Occurrence(route, node) for route in routes]
        found = _Seen(routes) if routes else _NOTHING
        if not seen.loose:
            return found.joined(seen.members.get(name, _NOTHING))
        return found.joined(seen.flat())

    def _exists(self, route: Route, name: str) -> bool:
        """Return whether what a route leads to can have a member, or a property, of a name."""
        kind = self._kind(route)
        members = _members(kind)
        if members is not None:
            return name in members
        return kind.name in {"Any", "context"} or property_type(kind, name) is not None

    def _kind(self, route: Route) -> t.Type:
        """Return the type of what a route leads to, or of the elements of a list."""
        kind = self.scope.names.get(route[0], t.ANY) if self.scope is not None else t.ANY
        for name in route[1:]:
            members = _members(kind)
            kind = (members or {}).get(name, t.ANY)
        while isinstance(kind, t.ListType):
            kind = kind.item
        return kind

    def _every(self, seen: _Seen) -> _Seen:
        """Return something together with all its members, which count as read."""
        found = seen.flat()
        for route in seen.routes:
            more = frozenset((*route, name) for name in _members(self._kind(route)) or ())
            self.found |= more
            found = found.joined(_Seen(more, loose=True))
        return found

    # --- lists and contexts -------------------------------------------------------------------------------------------

    def _filter(self, node: s.Filter) -> _Seen:
        """Return what elements of a list may be."""
        seen = self.use(node.base)
        self._grow(node.item, seen, turn=False)
        self.use(node.condition)
        return seen

    def _iterate(self, iterators: list[s.Iterator_]) -> None:
        """Follow what iterators go through."""
        for iterator in iterators:
            seen = self.use(iterator.domain)
            if iterator.until is not None:
                self.use(iterator.until)
            self._grow(iterator.variable, seen, turn=False)

    def _context(self, node: s.ContextLiteral) -> _Seen:
        """Return what a context is that the text makes."""
        members: dict[str, _Seen] = {}
        for entry in node.entries:
            seen = self.use(entry.value)
            self._grow(entry.variable, seen, turn=bool(seen.functions))
            members[entry.key] = seen
        found = _Seen(members=members)
        return found if found.depth() < _NESTED else found.flat()

    def _grow(self, variable: s.Variable | None, seen: _Seen, *, turn: bool = True) -> None:
        """Note what a variable may be; with `turn`, what was read of it before has to be read anew."""
        if variable is None:
            return
        before = self.known.get(id(variable), _NOTHING)
        after = before.joined(seen)
        if after != before:
            self.known[id(variable)] = after
            self.again = self.again or turn

    # --- functions ----------------------------------------------------------------------------------------------------

    def _function(self, node: s.FunctionLiteral) -> _Seen:
        """Return a function, whose body is read with what its parameters are known to be."""
        if not node.external:
            before = self.results.get(node, _NOTHING)
            after = before.joined(self.use(node.body))
            if after != before:
                self.results[node] = after
                self.again = True
        return _Seen(functions=frozenset({node}))

    def _call(self, node: s.Call) -> _Seen:
        """Return what comes of a call."""
        binding = node.callee.binding if isinstance(node.callee, s.Name) else None
        if binding is not None and binding.kind == "builtin":
            return self._builtin(node, binding.function.name)
        called = self.value(node.callee)
        positional = [self.value(one) for one in node.positional]
        named = {one.name: self.value(one.value) for one in node.named}
        given = _any_of([*positional, *named.values()])
        found = _NOTHING
        for function in called.functions:
            for parameter, seen in zip(function.parameters, positional, strict=False):
                self._grow(parameter.variable, seen)
            for parameter in function.parameters:
                self._grow(parameter.variable, named.get(parameter.name, _NOTHING))
            found = found.joined(self.results.get(function, _NOTHING))
        if called.functions and not called.routes:
            return found
        self.found |= given.routes
        return found.joined(given)

    def _builtin(self, node: s.Call, name: str) -> _Seen:
        """Return what comes of a built-in function: what it was given, unless it gives something plain."""
        arguments = node.positional or [one.value for one in node.named]
        seen = [self.use(one) for one in arguments]
        given = _any_of(seen)
        found = self._handed(given, given.functions)
        if name in _LOOSENING:
            key = _key(node) if name == "get value" else None
            if key is not None:
                found = self._member(found, key, node)
                self.found |= found.routes
                return found
            return self._every(found)
        return found if _may_hold(node.type) else _NOTHING

    def _handed(self, given: _Seen, functions: frozenset[s.FunctionLiteral]) -> _Seen:
        """Return what was given and what comes of the functions among it, which get any of it."""
        found = given
        for function in functions:
            for parameter in function.parameters:
                self._grow(parameter.variable, given)
            found = found.joined(self.results.get(function, _NOTHING))
        return found


def _members(kind: t.Type) -> Mapping[str, t.Type] | None:
    """Return the members of a context, or of each in a list; None when they are not known."""
    while isinstance(kind, t.ListType):
        kind = kind.item
    return kind.members if isinstance(kind, t.ContextType) else None


def _may_hold(kind: t.Type) -> bool:
    """Return whether values of a type can hold something that has members, or functions."""
    while isinstance(kind, t.ListType):
        kind = kind.item
    return kind.name in _OPEN or kind is t.NULL


def _key(node: s.Call) -> str | None:
    """Return the name that `get value` asks for, when the text says it."""
    given = {one.name: one.value for one in node.named}
    key = given.get("key") or (node.positional[1] if len(node.positional) > 1 else None)
    return key.value if isinstance(key, s.Literal) and isinstance(key.value, str) else None


def reads(tree: s.Node, scope: Scope | None = None) -> frozenset[Route]:
    """Return the routes of the scope that a checked tree reads: of a list that is gone through, also itself.

    The types of the scope tell which members there are; without it, every name after a dot is one.
    """
    reader = _Reader(scope)
    reader.read(tree)
    return frozenset(reader.found)


def occurrences(tree: s.Node, scope: Scope | None = None) -> list[Occurrence]:
    """Return the places of a checked tree that name something of the scope."""
    reader = _Reader(scope)
    reader.read(tree)
    return reader.occurrences
