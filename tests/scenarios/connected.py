"""Two small apps for the tests of connected apps: a register of partners, and a shop that sells to them."""

from typing import Any

EVERYTHING = ["see", "create", "edit", "delete", "export"]


def said(en: str) -> dict[str, str]:
    """Return a label as JSON."""
    return {"en": en, "zh-CN": en}


def field(kind: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a field as JSON."""
    return {"kind": kind, "name": name, "label": said(name)} | more


def form(name: str, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a form as JSON."""
    return {"name": name, "label": said(name.title()), "fields": list(fields)} | more


def stages(*names: str) -> dict[str, Any]:
    """Return a stage field."""
    return field("stage", "stage", states=[{"name": one, "label": said(one)} for one in names])


def role(name: str, *grants: dict[str, Any]) -> dict[str, Any]:
    """Return a role as JSON."""
    return {"name": name, "label": said(name), "grants": list(grants)}


def app(name: str, *depends: str, **parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an app as one document."""
    about = {"format": 1, "name": name, "label": said(name), "depends": [{"app": one} for one in depends]}
    return {"app": about, **{folder: {one["name"]: one for one in listed} for folder, listed in parts.items()}}


def register() -> dict[str, Any]:
    """Return the app `register`, which knows of no other."""
    partner = form(
        "partner",
        field("text", "name", required=True, searchable=True),
        field("reference", "region", to="region"),
        field("number", "limit", digits=2),
        field("number", "factor", digits=2),
        field("text", "secret"),
        field("text", "mark"),
        stages("open", "closed"),
        title="name",
    )
    return app(
        "register",
        forms=[form("region", field("text", "name"), title="name"), partner],
        roles=[
            role("clerk", {"form": "partner", "actions": EVERYTHING, "rows": 'name != "Hidden"'}),
            role(
                "viewer", {"form": "partner", "actions": ["see"], "fields": [{"fields": ["secret"], "right": "hidden"}]}
            ),
        ],
    )


def shop() -> dict[str, Any]:
    """Return the app `shop`, which needs `register`."""
    sale = form(
        "sale",
        field("text", "number"),
        field(
            "reference",
            "partner",
            to="register.partner",
            required=True,
            inverse="sales",
            inverse_label=said("Sales"),
            filter='stage = "open"',
            fill=[{"source": "mark", "target": "note"}],
        ),
        field("number", "amount", digits=2),
        field("formula", "weighted", expression="amount * coalesce(partner.factor, 1)", result="number", digits=2),
        field("formula", "place", expression="partner.region.name", result="text"),
        field("text", "note"),
        stages("draft", "confirmed"),
        field("button", "greet", effect="greet"),
        title="number",
    )
    exposure = {
        "name": "exposure",
        "label": said("Exposure"),
        "keys": [{"name": "partner", "label": said("Partner"), "to": "register.partner", "inverse": "exposure"}],
        "measures": [{"name": "open", "label": said("Open"), "digits": 2}],
        "postings": [
            {
                "name": "sale",
                "label": said("Sale"),
                "form": "sale",
                "stages": ["confirmed"],
                "keys": {"partner": "partner"},
                "measures": {"open": "weighted"},
            }
        ],
        "checks": [{"name": "limit", "value": "open", "at_most": "partner.limit", "unless": "partner.limit = null"}],
    }
    greet = {
        "name": "greet",
        "label": said("Greet"),
        "form": "sale",
        "effects": [
            {
                "kind": "update_records",
                "form": "register.partner",
                "records": "partner.id",
                "values": {"mark": '"greeted"'},
            },
            {"kind": "create_record", "form": "register.region", "values": {"name": "number"}},
        ],
    }
    closing = {
        "name": "closing",
        "label": said("Closing"),
        "form": "register.partner",
        "trigger": {"kind": "stage_reached", "stage": "closed"},
        "effects": [{"kind": "create_record", "form": "visit", "values": {"partner": "id", "about": "name"}}],
    }
    visit = form("visit", field("reference", "partner", to="register.partner"), field("text", "about"), title="about")
    return app(
        "shop",
        "register",
        forms=[sale, visit],
        ledgers=[exposure],
        actions=[greet],
        rules=[closing],
        roles=[
            role(
                "seller",
                {"form": "sale", "actions": EVERYTHING, "buttons": ["greet"]},
                {"form": "visit", "actions": ["see"]},
                {"form": "exposure", "actions": ["see"]},
                {"form": "exposure_posting", "actions": ["see"]},
            )
        ],
    )
