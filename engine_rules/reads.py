"""Which names and paths an expression reads: what recomputation and impact analysis go by."""

from engine_rules import syntax as s

_Path = tuple[str, ...]


class _Reader:
    """One pass that follows values from the scope through paths, filters and loops."""

    def __init__(self) -> None:
        self.found: set[_Path] = set()
        self.origins: dict[int, _Path | None] = {}

    def visit(self, node: s.Node) -> _Path | None:
        """Collect the reads of a node; return the path its value comes from, None when it is computed."""
        node = node.expanded or node
        match node:
            case s.Name():
                return self._name(node.name, node.binding)
            case s.Path(base=base, name=name):
                origin = self._origin_only(base)
                return None if origin is None else self._read((*origin, name))
            case s.Filter(base=base, condition=condition):
                origin = self._origin_only(base)
                self.origins[id(node.item)] = origin
                self.visit(condition)
                return None if origin is None else self._read(origin)
            case s.For(iterators=iterators, body=body):
                self._iterate(iterators)
                self.visit(body)
            case s.Quantified(iterators=iterators, condition=condition):
                self._iterate(iterators)
                self.visit(condition)
            case s.ContextLiteral(entries=entries):
                for entry in entries:
                    self.origins[id(entry.variable)] = self.visit(entry.value)
            case _:
                for child in s.children(node):
                    self.visit(child)
        return None

    def _origin_only(self, node: s.Node) -> _Path | None:
        """Return where a value comes from without counting it as read: only what is taken of it counts."""
        before = set(self.found)
        origin = self.visit(node)
        if origin is not None and origin not in before:
            self.found.discard(origin)
        return origin

    def _iterate(self, iterators: list[s.Iterator_]) -> None:
        """Follow what iterators go through."""
        for iterator in iterators:
            origin = self._origin_only(iterator.domain)
            if iterator.until is not None:
                self.visit(iterator.until)
            self.origins[id(iterator.variable)] = origin
            if origin is not None:
                self._read(origin)

    def _name(self, name: str, binding: s.Binding | None) -> _Path | None:
        """Follow a name."""
        if binding is None:
            return None
        if binding.kind == "input":
            return self._read((name,))
        if binding.kind == "local":
            origin = self.origins.get(id(binding.variable))
            return None if origin is None else self._read(origin)
        if binding.kind == "member":
            origin = self.origins.get(id(binding.variable))
            return None if origin is None else self._read((*origin, name))
        if binding.kind == "maybe":
            origin = self.origins.get(id(binding.variable))
            if origin is not None:
                self._read((*origin, name))
            return self._name(name, binding.outer)
        return None

    def _read(self, path: _Path) -> _Path:
        """Note a path as read."""
        self.found.add(path)
        return path


def reads(tree: s.Node) -> frozenset[_Path]:
    """Return the paths of the scope that a checked tree reads."""
    reader = _Reader()
    reader.visit(tree)
    return frozenset(reader.found)
