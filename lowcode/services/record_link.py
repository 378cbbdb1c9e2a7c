"""`link_of`: where a record is opened, as notifications, answers and mails lead to it."""

from uuid import UUID


def link_of(app: str, form: str, id_: UUID | str) -> str:
    """Return the link of a record as `/apps/crm/lead/…`; pages make an address of it.

    A form that is named with its app, `crm.lead`, is opened there.
    """
    home, dot, own = form.partition(".")
    return f"/apps/{home}/{own}/{id_}" if dot else f"/apps/{app}/{form}/{id_}"
