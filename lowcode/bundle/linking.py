"""Linking: the parts of several apps as one of them sees them, its own by their names, others' with the app.

Inside `crm` a form is called `customer`; `sales`, which depends on `crm`, calls the same form `crm.customer`. An app is
checked against what it needs. It works with everything that is connected with it, so that a customer knows the orders
that refer to it, and what is summed up over them is computed in the transaction of an order.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, TypeVar

from engine_forms.dictionary import Dictionary
from engine_forms.field import Field
from engine_forms.field_types.dictionary import DictionaryField
from engine_forms.field_types.reference import ReferenceField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_forms.system import PEOPLE
from engine_rules.ledger import Ledger
from lowcode.bundle.app import Bundle
from lowcode.bundle.ledger_forms import ledger_forms
from lowcode.bundle.role import Role
from lowcode.kernel.spec import Spec

Part = TypeVar("Part", bound=Spec)

_EVERYWHERE: Final = frozenset({*PEOPLE, "file"})
"""What is called the same in all apps."""


@dataclass(frozen=True)
class Linked:
    """The parts of connected apps, as one of them sees them."""

    forms: FormSet
    """The forms, those of balances too, and the dictionaries."""
    ledgers: tuple[Ledger, ...]
    """The ledgers."""
    roles: tuple[tuple[str, Role], ...]
    """The roles, each with its app."""


_KEPT: Final = 16
"""How many views of connected apps are remembered."""
_known: Final[OrderedDict[tuple[Any, ...], tuple[tuple[Any, ...], Linked]]] = OrderedDict()
_lock: Final = Lock()


def needed(bundle: Bundle, others: Mapping[str, Bundle]) -> tuple[str, ...]:
    """Return the apps that an app depends on, those that these depend on, and so on, by name."""
    found: set[str] = set()
    waiting = [bundle]
    while waiting:
        for one in waiting.pop().app.depends:
            if one.app in others and one.app not in found and one.app != bundle.app.name:
                found.add(one.app)
                waiting.append(others[one.app])
    return tuple(sorted(found))


def dependents(name: str, bundles: Mapping[str, Bundle]) -> tuple[str, ...]:
    """Return the apps that depend on an app, directly or by way of others, by name."""
    return tuple(sorted(one for one, bundle in bundles.items() if one != name and name in needed(bundle, bundles)))


def connected(name: str, depends: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return the apps that are connected with one, itself too; `depends` says what each app depends on."""
    found, waiting = {name}, [name]
    while waiting:
        one = waiting.pop()
        near = {*depends.get(one, ()), *(other for other, named in depends.items() if one in named)}
        fresh = (near & depends.keys()) - found
        found |= fresh
        waiting += fresh
    return frozenset(found)


def ordered(depends: Mapping[str, Iterable[str]]) -> list[str]:
    """Return apps so that each stands behind those it depends on, else by name; circles are left as they are."""
    found: list[str] = []

    def add(name: str, above: frozenset[str]) -> None:
        if name in found or name in above:
            return
        for one in sorted(depends.get(name, ())):
            if one in depends:
                add(one, above | {name})
        found.append(name)

    for name in sorted(depends):
        add(name, frozenset())
    return found


def linked(own: str, bundles: Mapping[str, Bundle]) -> Linked:
    """Return the parts of all these apps as the app `own`, which is one of them, sees them; made once for all who ask.

    Bundles are never changed, so the same ones give the same parts.
    """
    given = (own, *(bundles[name] for name in sorted(bundles)))
    key = (*map(id, given[1:]), own)
    with _lock:
        known = _known.get(key)
        if known is not None:
            _known.move_to_end(key)
            return known[1]
    made = _linked(own, bundles)
    with _lock:
        # With the bundles, so that their identities are taken by nothing else.
        _known[key] = (given, made)
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return made


def _linked(own: str, bundles: Mapping[str, Bundle]) -> Linked:
    """Return the parts of apps as one of them sees them."""
    forms: list[Form] = []
    dictionaries: list[Dictionary] = []
    ledgers: dict[str, Ledger] = {}
    roles: list[tuple[str, Role]] = []
    for app in sorted(bundles, key=lambda name: (name != own, name)):
        bundle = bundles[app]
        if app == own:
            forms += _forms(app, bundles)
            dictionaries += bundle.dictionaries.values()
            ledgers |= bundle.ledgers
            roles += [(app, one) for one in bundle.roles.values()]
            continue
        forms += [_form(own, app, one) for one in _forms(app, bundles)]
        dictionaries += [_with(one, name=seen_from(own, app, one.name)) for one in bundle.dictionaries.values()]
        for each in bundle.ledgers.values():
            found = _ledger(own, app, each)
            ledgers[found.name] = found
        roles += [(app, _role(own, app, one)) for one in bundle.roles.values()]
    for app, bundle in sorted(bundles.items()):
        for added in bundle.postings.values():
            posting = _with(added.posting(app), form=seen_from(own, app, added.form))
            known = ledgers.get(seen_from(own, app, added.ledger))
            if known is not None:
                ledgers[known.name] = _with(known, postings=(*known.postings, posting))
    return Linked(FormSet(forms, dictionaries), tuple(ledgers.values()), tuple(roles))


def _forms(app: str, bundles: Mapping[str, Bundle]) -> Iterator[Form]:
    """Iterate over the forms of an app, and those of its balances, which are called after what their keys lead to."""
    bundle = bundles[app]
    known: dict[str, Form] = {
        f"{name}.{one.name}": one for name, each in bundles.items() for one in each.forms.values()
    }
    yield from bundle.forms.values()
    yield from ledger_forms(bundle.ledgers.values(), known | bundle.forms)


def seen_from(own: str, app: str, name: str) -> str:
    """Return how the app `own` calls what `app` calls `name`."""
    if name in _EVERYWHERE:
        return name
    place = name if "." in name else f"{app}.{name}"
    home, _, inner = place.partition(".")
    return inner if home == own else place


def inverses(bundle: Bundle) -> Iterator[tuple[str, str, str]]:
    """Iterate over the names that an app gives to its records at other apps' forms: the form, the name, the place."""
    for form in bundle.all_forms:
        for position, one in enumerate(form.fields):
            if isinstance(one, ReferenceField) and one.inverse is not None and "." in one.to:
                yield one.to, one.inverse, f"forms/{form.name}.json/fields/{position}/inverse"


def _form(own: str, app: str, form: Form) -> Form:
    """Return a form of another app with names as the app `own` sees them."""
    fields = tuple(_field(own, app, one) for one in form.fields)
    return _with(form, name=seen_from(own, app, form.name), fields=fields)


def _field(own: str, app: str, field: Field) -> Field:
    """Return a field of another app with names as the app `own` sees them."""
    update: dict[str, Any] = {}
    if isinstance(field, ReferenceField):
        update["to"] = seen_from(own, app, field.to)
    elif isinstance(field, DictionaryField):
        update["dictionary"] = seen_from(own, app, field.dictionary)
    elif isinstance(field, SubtableField):
        update["fields"] = tuple(_field(own, app, one) for one in field.fields)
        if field.form is not None:
            update["form"] = seen_from(own, app, field.form)
    return _with(field, **update) if update else field


def _ledger(own: str, app: str, ledger: Ledger) -> Ledger:
    """Return a ledger of another app with names as the app `own` sees them."""
    keys = tuple(one if one.to is None else _with(one, to=seen_from(own, app, one.to)) for one in ledger.keys)
    postings = tuple(_with(one, form=seen_from(own, app, one.form)) for one in ledger.postings)
    return _with(ledger, name=seen_from(own, app, ledger.name), keys=keys, postings=postings)


def _role(own: str, app: str, role: Role) -> Role:
    """Return a role of another app whose grants name forms as the app `own` sees them."""
    return _with(role, grants=tuple(_with(one, form=seen_from(own, app, one.form)) for one in role.grants))


def _with(part: Part, **settings: Any) -> Part:
    """Return a part with other settings, and without what was computed from the former ones."""
    made = part.model_copy(update=settings)
    for name in vars(made).keys() - type(made).model_fields.keys():
        del vars(made)[name]
    return made
