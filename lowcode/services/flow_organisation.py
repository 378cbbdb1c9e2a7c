"""`Company`: the people, departments and roles of a workspace as flows ask for them, read at once and kept for a while.

Whatever changes people leaves a line in a table (`organisation_change`), so that a process notices at its next step
that what it keeps is old, without reading everything anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError

from engine_flow.calendar import Calendar
from engine_flow.shipped import shipped_calendars
from engine_flow.substitution import Substitution, substitute_of
from lowcode.services.actor import ADMINISTRATOR
from lowcode.store.statement import Connection, Statement

_PEOPLE: Final = Statement(
    """
    SELECT a.id, a.display_name, a.status, a.manager_id, m.department_id
    FROM account a LEFT JOIN department_member m ON m.account_id = a.id AND m.main ORDER BY a.id
    """
)
_DEPARTMENTS: Final = Statement(
    """
    SELECT d.id, d.name, d.parent_id, d.path, h.account_id AS head FROM department d
    LEFT JOIN LATERAL (
        SELECT m.account_id FROM department_member m JOIN account a ON a.id = m.account_id AND a.status = 'active'
        WHERE m.department_id = d.id AND m.head ORDER BY m.account_id LIMIT 1
    ) h ON true ORDER BY d.path
    """
)
_MEMBERS: Final = Statement("SELECT department_id, account_id FROM department_member ORDER BY account_id")
_ROLES: Final = Statement(
    """
    SELECT DISTINCT r.app || '.' || r.name AS role, coalesce(g.account_id, m.account_id) AS account_id
    FROM role_grant g JOIN role r ON r.id = g.role_id
    LEFT JOIN department top ON top.id = g.department_id
    LEFT JOIN department d ON starts_with(d.path, top.path)
    LEFT JOIN department_member m ON m.department_id = d.id
    WHERE coalesce(g.account_id, m.account_id) IS NOT NULL ORDER BY 1, 2
    """
)
_SUBSTITUTIONS: Final = Statement("SELECT person, substitute, starts, ends, flows FROM substitution ORDER BY id")
_CALENDARS: Final = Statement("SELECT name, content FROM working_calendar ORDER BY name")


@dataclass(frozen=True)
class Company:
    """The people of a workspace at one moment. It is never changed."""

    names: Mapping[str, str]
    """What people are called, by id."""
    working: frozenset[str]
    """Those who may sign in."""
    managers: Mapping[str, str]
    """Whom people report to by themselves."""
    homes: Mapping[str, str]
    """The main departments of people."""
    places: Mapping[str, frozenset[str]]
    """All departments of people."""
    departments: Mapping[str, tuple[str, str | None, str | None]]
    """Name, department above and head of each department."""
    roles: Mapping[str, tuple[str, ...]]
    """The people of each role, which stands with its app."""
    substitutions: tuple[Substitution, ...]
    """Who stands in for whom."""
    calendars: Mapping[str, Calendar]
    """Working hours by name."""
    below: dict[str, frozenset[str]] = field(default_factory=dict)
    """The departments inside each, itself among them."""

    def superior(self, person: str) -> str | None:
        """Return who stands above a person: the own manager, or the head of the nearest department others head."""
        manager = self.managers.get(person)
        if manager is not None and manager in self.working:
            return manager
        department = self.homes.get(person)
        while department is not None:
            _, parent, head = self.departments[department]
            if head is not None and head != person:
                return head
            department = parent
        return None

    def of(self, app: str) -> "AppPeople":
        """Return the company as the flows of an app ask for it."""
        return AppPeople(self, app)


class AppPeople:
    """A company as the flows of one app ask for it: roles without an app are the app's own."""

    def __init__(self, company: Company, app: str) -> None:
        """Take the company and the app."""
        self.company = company
        self.app = app

    def active(self, person: str) -> bool:
        """Return whether a person still works here."""
        return person in self.company.working

    def members(self, role: str, department: str | None) -> Sequence[str]:
        """Return the people of a role who work here, of a department and those below when one is given."""
        name = role if "." in role else f"{self.app}.{role}"
        found = [each for each in self.company.roles.get(name, ()) if each in self.company.working]
        if department is None:
            return found
        inside = self.company.below.get(department, frozenset())
        return [each for each in found if self.company.places.get(each, frozenset()) & inside]

    def department(self, person: str) -> str | None:
        """Return the main department of a person."""
        return self.company.homes.get(person)

    def parent(self, department: str) -> str | None:
        """Return the department above."""
        found = self.company.departments.get(department)
        return None if found is None else found[1]

    def head(self, department: str) -> str | None:
        """Return the head of a department."""
        found = self.company.departments.get(department)
        return None if found is None else found[2]

    def manager(self, person: str) -> str | None:
        """Return whom a person reports to."""
        return self.company.superior(person)

    def rank(self, person: str) -> int:
        """Return how many levels of people work below a person: nobody 0, heads of heads more."""
        return _rank(self.company, person)

    def administrators(self) -> Sequence[str]:
        """Return the administrators who work here."""
        return [each for each in self.company.roles.get(ADMINISTRATOR, ()) if each in self.company.working]

    def substitute(self, person: str, flow: str, at: datetime) -> str | None:
        """Return who stands in for a person in a flow at an instant."""
        return substitute_of(self.company.substitutions, person, f"{self.app}.{flow}", at)


class Looking(AppPeople):
    """A company in which something that is no person looks after flows, as the flow that called another one."""

    def __init__(self, company: Company, app: str, who: str) -> None:
        """Take the company, the app, and what looks after its flows."""
        super().__init__(company, app)
        self._who = who

    def administrators(self) -> Sequence[str]:
        """Return what looks after flows."""
        return [self._who]


def _rank(company: Company, person: str) -> int:
    """Return the height of the highest department that a person heads, from 1 at the bottom; 0 for none."""
    heights: dict[str, int] = {}
    for department in company.departments:
        depth, place = 1, company.departments[department][1]
        heights.setdefault(department, 1)
        while place is not None:
            depth += 1
            heights[place] = max(heights.get(place, 1), depth)
            place = company.departments[place][1]
    return max((heights[each] for each, (_, _, head) in company.departments.items() if head == person), default=0)


_SHIPPED: Final = shipped_calendars()


class Companies:
    """The company of one workspace, read anew whenever something has changed."""

    def __init__(self) -> None:
        """Begin without knowing anybody."""
        self.known: tuple[Company, str] | None = None
        """The company with the news by which it was read; they may be old."""

    async def of(self, connection: Connection, news: str) -> Company:
        """Return the company; `news` is what the database says of its state."""
        if self.known is None or news != self.known[1]:
            self.known = await _read(connection), news
        return self.known[0]


async def _read(connection: Connection) -> Company:
    """Return the company as the database has it now."""
    people = await _PEOPLE.rows(connection)
    departments = await _DEPARTMENTS.rows(connection)
    places: dict[str, set[str]] = defaultdict(set)
    for row in await _MEMBERS.rows(connection):
        places[str(row["account_id"])].add(str(row["department_id"]))
    roles: dict[str, list[str]] = defaultdict(list)
    for row in await _ROLES.rows(connection):
        roles[row["role"]].append(str(row["account_id"]))
    own = {one.name: one for row in await _CALENDARS.rows(connection) if (one := _calendar(row["content"]))}
    return Company(
        {str(row["id"]): row["display_name"] for row in people},
        frozenset(str(row["id"]) for row in people if row["status"] != "disabled"),
        {str(row["id"]): str(row["manager_id"]) for row in people if row["manager_id"]},
        {str(row["id"]): str(row["department_id"]) for row in people if row["department_id"]},
        {key: frozenset(value) for key, value in places.items()},
        {str(row["id"]): (row["name"], _text(row["parent_id"]), _text(row["head"])) for row in departments},
        {key: tuple(value) for key, value in roles.items()},
        tuple(_substitution(row) for row in await _SUBSTITUTIONS.rows(connection)),
        {**_SHIPPED, **own},
        _below(departments),
    )


def _below(departments: Iterable[Any]) -> dict[str, frozenset[str]]:
    """Return the departments inside each, itself among them."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in departments:
        for above in row["path"].rstrip("/").split("/"):
            found[above].add(str(row["id"]))
    return {key: frozenset(value) for key, value in found.items()}


def _substitution(row: Any) -> Substitution:
    """Return an arrangement; flows are named with their app, and `Substitution` takes them as they are."""
    return Substitution.model_construct(
        person=str(row["person"]),
        substitute=str(row["substitute"]),
        starts=row["starts"],
        ends=row["ends"],
        flows=tuple(row["flows"]),
    )


def _calendar(content: Any) -> Calendar | None:
    """Return a calendar that was kept; None for one that an earlier version of the product wrote otherwise."""
    try:
        return Calendar.model_validate(content)
    except ValidationError:
        return None


def _text(value: Any) -> str | None:
    """Return an id as text."""
    return None if value is None else str(value)
