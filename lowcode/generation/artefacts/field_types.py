"""`web/src/generated/{forms,field-types}.ts`: what pages know of forms, and the table of the kinds of fields."""

from collections.abc import Mapping
from typing import Final

from engine_forms.form import FIELD_KINDS, LAYOUT_KINDS
from engine_forms.view import View
from engine_forms.view_kinds import VIEWS
from lowcode.generation.artefact import Artefact
from lowcode.generation.documents import DOCUMENTS
from lowcode.generation.schema import definitions
from lowcode.generation.typescript import NOTICE, declarations_beside
from lowcode.kernel.spec import Spec
from lowcode.services.form_page import FormPage

_FOLDER: Final = "web/src/generated"


def _render() -> Mapping[str, str]:
    """Return both files."""
    return {f"{_FOLDER}/forms.ts": _types(), f"{_FOLDER}/field-types.ts": _table()}


def _types() -> str:
    """Return the types of forms, fields, parts of pages and views."""
    views: list[type[View]] = list(VIEWS.values())
    documents: list[type[Spec]] = [FormPage, *views]
    families = [
        _family("Field", {kind: one.__name__ for kind, one in FIELD_KINDS.items()}),
        _family("Item", {kind: one.__name__ for kind, one in LAYOUT_KINDS.items()}),
        _family("View", {kind: one.__name__ for kind, one in VIEWS.items()}),
    ]
    body = declarations_beside(definitions(documents), definitions(DOCUMENTS), "./specs", "\n".join(families))
    return f"{NOTICE}\n{body}"


def _family(name: str, members: Mapping[str, str]) -> str:
    """Return the table of a family by kind, its words, and the union of its members."""
    lines = [
        f"/** The members of the family of {name.lower()}s by their kinds. */",
        f"export interface {name}Kinds {{",
        *(f"  readonly {kind}: {one};" for kind, one in sorted(members.items())),
        "}",
        "",
        f"/** The word of a kind of {name.lower()}. */",
        f"export type {name}Kind = keyof {name}Kinds;",
        "",
        f"/** A {name.lower()} of any kind. */",
        f"export type Any{name} = {name}Kinds[{name}Kind];",
    ]
    return "\n".join(lines) + "\n"


def _table() -> str:
    """Return the file that demands the components of each kind of field, and lists them."""
    kinds = sorted(FIELD_KINDS)
    imports = {kind: f'import {{ type as {_variable(kind)} }} from "../field-types/{_file(kind)}";' for kind in kinds}
    lines = [
        NOTICE,
        *imports.values(),
        'import type { FieldType } from "../fields/field-type";',
        'import type { FieldKinds } from "./forms";',
        "",
        "/** What each kind of field consists of in the browser. */",
        "export const FIELD_TYPES = {",
        *(f"  {kind}: {_variable(kind)}," for kind in kinds),
        "} as const satisfies { readonly [K in keyof FieldKinds]: FieldType<FieldKinds[K]> };",
    ]
    return "\n".join(lines) + "\n"


def _file(kind: str) -> str:
    """Return the name of the file of a kind, without its ending."""
    return kind.replace("_", "-")


def _variable(kind: str) -> str:
    """Return the name under which the table imports a kind."""
    return "typeOf" + "".join(part.capitalize() for part in kind.split("_"))


artefact = Artefact("field_types", _render)
"""The browser's side of forms."""
