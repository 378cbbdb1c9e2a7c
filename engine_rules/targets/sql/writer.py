"""`Writer`: what every part of the lowering shares while one expression is compiled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from engine_rules import types as t
from engine_rules.targets.sql.dialect import Dialect, zone_of_value
from engine_rules.targets.sql.parameters import Parameters
from engine_rules.targets.sql.source import Source
from engine_rules.targets.sql.terms import UNKNOWN, Items, Reach, Record, Row, Rows, Scalar, Term, Unsupported
from engine_rules.values import Range, Value, type_of


@dataclass(slots=True)
class Writer:
    """The dialect, the source of names, the parameters so far, and the aliases in use."""

    dialect: Dialect
    source: Source
    parameters: Parameters = field(default_factory=Parameters)
    aliases: int = 0
    opaque: bool = False
    """Whether values are written as if they were not known beforehand, so that nothing is decided while compiling."""
    hidden: bool = False
    """Whether this holds for the values of the source's names only."""
    unwritable: list[Unsupported] = field(default_factory=list)
    """Values that SQL has not; they are errors only when they are left in the text in the end."""

    def alias(self) -> str:
        """Return an alias that nothing else in the text has."""
        self.aliases += 1
        return f"t{self.aliases}"

    def named_value(self, name: str) -> Term:
        """Return the value that a name of the source stands for."""
        if not self.hidden:
            return self.value(self.source.values[name])
        self.opaque = True
        try:
            return _read_out(self.value(self.source.values[name]))
        finally:
            self.opaque = False

    def value(self, value: Value) -> Term:
        """Return a value that is known when compiling; one that SQL has not leaves a mark where it stands."""
        if isinstance(value, dict):
            return Record({name: self._member(member) for name, member in value.items()})
        if isinstance(value, list):
            if not value or not _plain(value):
                return Items(tuple(self.value(part) for part in value))
            return self._literal(value)
        if isinstance(value, Range):
            low, high = (None if end is None else self.scalar(self.value(end)) for end in (value.low, value.high))
            return Reach(low, high, value.low_included, value.high_included, value.excludes, value.single)
        return self._literal(value)

    def _literal(self, value: Value) -> Scalar:
        """Return a known value as text or parameter, or as a mark when SQL has no such value."""
        try:
            found = self.dialect.literal(value, self.parameters)
        except Unsupported as reason:
            self.unwritable.append(reason)
            sql = f"\x01{len(self.unwritable) - 1}\x01"
            return Scalar(sql, type_of(value), nullable=False, constant=value, zone=zone_of_value(value))
        return replace(found, constant=UNKNOWN, nullable=True) if self.opaque and value is not None else found

    def _member(self, value: Value) -> Callable[[], Term]:
        """Return what writes a member of a known context."""
        return lambda: self.value(value)

    def scalar(self, term: Term) -> Scalar:
        """Return a term as a scalar. Raises `Unsupported` for contexts and ranges."""
        if isinstance(term, Scalar):
            return term
        raise Unsupported("A context or range as a value", "作为值使用的上下文或区间")

    def require(self, *terms: Term) -> None:
        """Raise the `Unsupported` of the first term that holds a value that SQL has not."""
        for term in terms:
            for scalar in _scalars(term):
                if "\x01" in scalar.sql:
                    raise self.unwritable[int(scalar.sql.split("\x01")[1])]


def writable(term: Term) -> bool:
    """Return whether a term holds no value that SQL has not."""
    return not any("\x01" in scalar.sql for scalar in _scalars(term))


def _scalars(term: Term) -> Iterator[Scalar]:
    """Iterate over the scalars of a term that stands for one value; queries are left out."""
    if isinstance(term, Scalar):
        yield term
    elif isinstance(term, Items):
        for item in term.items:
            yield from _scalars(item)
    elif isinstance(term, Record) and known(term) is not UNKNOWN:
        for read in term.members.values():
            yield from _scalars(read())
    elif isinstance(term, Reach):
        yield from (end for end in (term.low, term.high) if end is not None)


def _read_out(term: Term) -> Term:
    """Return a term whose members are written now, instead of when they are asked for."""
    if isinstance(term, Record):
        members = {name: _read_out(read()) for name, read in term.members.items()}
        return Record({name: _constantly(member) for name, member in members.items()})
    if isinstance(term, Items):
        return Items(tuple(map(_read_out, term.items)))
    return term


def _constantly(term: Term) -> Callable[[], Term]:
    """Return what gives a term."""
    return lambda: term


def known(term: Term) -> Value:
    """Return the value of a term that is known when compiling, `UNKNOWN` when it is not."""
    if isinstance(term, Scalar):
        return term.constant
    if isinstance(term, Items):
        return _all_known({str(at): item for at, item in enumerate(term.items)}, lambda found: list(found.values()))
    if isinstance(term, Record):
        return _all_known({name: read() for name, read in term.members.items()}, dict)
    if isinstance(term, Reach):
        low, high = (None if end is None else end.constant for end in (term.low, term.high))
        if low is UNKNOWN or high is UNKNOWN:
            return UNKNOWN
        high = low if term.single or term.excludes else high
        return Range(low, high, term.low_included, term.high_included, term.excludes, term.single)
    assert isinstance(term, Row | Rows)
    return UNKNOWN


def _all_known(terms: dict[str, Term], build: Callable[[dict[str, Value]], Value]) -> Value:
    """Return what is built of the values of terms, `UNKNOWN` when one of them is."""
    found = {name: known(term) for name, term in terms.items()}
    return UNKNOWN if any(value is UNKNOWN for value in found.values()) else build(found)


def _plain(values: list[Value]) -> bool:
    """Return whether a list can be one parameter."""
    kind = type_of(values)
    item = kind.item if isinstance(kind, t.ListType) else t.ANY
    return item in t.ORDERED or item is t.BOOLEAN


__all__ = ["Writer", "known", "writable"]
