"""`Workplace`: the apps that somebody works with, and what stands in their menus."""

from collections.abc import Iterable, Iterator
from typing import Any

from engine_forms.view import View
from lowcode.bundle.app import App, Bundle
from lowcode.bundle.canonical import Json
from lowcode.bundle.parsing import parsed
from lowcode.bundle.upgrade import upgraded
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import Label, Name
from lowcode.services.message import Message
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp


class FormEntry(Message):
    """A form that somebody may see records of."""

    name: Name
    """The form."""
    label: Label
    """What people call a record."""
    icon: str | None = None
    """Its icon."""
    actions: tuple[str, ...] = ()
    """What else they may do with some of its records: `create`, `edit`, `delete` and so on."""


class AppMenu(Message):
    """An app as somebody works with it."""

    name: Name
    """The app."""
    label: Label
    """What people read."""
    description: Label | None = None
    """What it is good for."""
    icon: str | None = None
    """Its icon."""
    forms: tuple[FormEntry, ...] = ()
    """The forms, in the order of the menu."""
    views: tuple[Any, ...] = ()
    """The views in the menu, in order, as they are published."""


class WorkApp:
    """What the menu of one version of an app is made of. It is never changed."""

    def __init__(self, bundle: Bundle) -> None:
        """Take the whole app."""
        self.app: App = bundle.app
        self.forms = {one.name: one for one in bundle.all_forms}
        names = bundle.app.menu or tuple(bundle.views)
        self.views: tuple[View, ...] = tuple(bundle.views[name] for name in names if name in bundle.views)

    def menu(self, records: RecordApp, reader: Reader) -> AppMenu | None:
        """Return the menu of somebody; None when there is nothing that they may see."""
        forms = tuple(self._forms(records, reader))
        seen = {one.name for one in forms}
        if not forms:
            return None
        return AppMenu(
            name=self.app.name,
            label=self.app.label,
            description=self.app.description,
            icon=self.app.icon,
            forms=forms,
            views=tuple(_written(one) for one in self.views if one.form in seen),
        )

    def _forms(self, records: RecordApp, reader: Reader) -> Iterator[FormEntry]:
        """Iterate over the forms that somebody may see records of, those of the menu first."""
        for name in dict.fromkeys([*(one.form for one in self.views), *self.forms]):
            form = self.forms.get(name)
            if form is None:
                continue
            access = records.access.of(reader, name)
            if access.allowed("see"):
                barred = _WRITING if name in records.ledgers.kept else frozenset[str]()
                actions = tuple(one for one in _ACTIONS if one not in barred and access.allowed(one))
                yield FormEntry(name=name, label=form.label, icon=form.icon, actions=actions)


_ACTIONS = ("create", "edit", "delete", "export", "import", "print", "share")
_WRITING = frozenset({"create", "edit", "delete", "import"})
"""What nobody does with the balances and lines of ledgers: they follow the records."""


def _written(view: View) -> Any:
    """Return a view as it is published, without what it does not say."""
    return view.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"kind": view.kind}


def work_app_of(content: Json) -> WorkApp:
    """Return the menu of a published version. Raises `Invalid` for what is none."""
    found = parsed(upgraded(content))
    if found.bundle is None:
        message = "the content is no app"
        raise Invalid(message, found.problems)
    return WorkApp(found.bundle)


def menus(apps: Iterable[tuple[WorkApp, RecordApp]], reader: Reader) -> tuple[AppMenu, ...]:
    """Return the menus of somebody, for all apps in which there is something that they may see."""
    found = (work.menu(records, reader) for work, records in apps)
    return tuple(one for one in found if one is not None)
