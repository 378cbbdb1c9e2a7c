"""`parsed`: the parts of a document as Specs, and everything that keeps them from being ones, by file and place."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from lowcode.bundle.app import PARTS, App, Bundle
from lowcode.bundle.canonical import Json, pointer
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import label

MISSING: Final = Code(
    "bundle-setting-missing",
    label("`{name}` is missing.", "缺少 `{name}`。"),
    label("Add it.", "请补充。"),
)
UNKNOWN_SETTING: Final = Code(
    "bundle-setting-unknown",
    label("There is no setting `{name}` here.", "这里没有名为 `{name}` 的设置。"),
    label("{suggestion}Remove it, or correct its name.", "{suggestion}请删除，或更正名称。"),
)
UNKNOWN_KIND: Final = Code(
    "bundle-kind-unknown",
    label("There is no kind `{name}` here.", "这里没有名为 `{name}` 的类型。"),
    label("{suggestion}The kinds are {known}.", "{suggestion}可用的类型：{known}。"),
)
WRONG_SETTING: Final = Code(
    "bundle-setting-wrong",
    label("{found} does not fit here: {reason}.", "{found} 不符合要求：{reason}。"),
    label("Correct it.", "请更正。"),
)
UNKNOWN_PART: Final = Code(
    "bundle-part-unknown",
    label("An app has no part `{name}`.", "应用没有名为 `{name}` 的组成部分。"),
    label("The parts are {known}.", "可用的组成部分：{known}。"),
)
NAME_DIFFERS: Final = Code(
    "bundle-part-named-otherwise",
    label("The part `{key}` calls itself `{name}`.", "组成部分 `{key}` 的名称写作 `{name}`。"),
    label("Let both be the same word.", "请使两者一致。"),
)

_REASONS: Final[Mapping[str, str]] = {
    "string_type": "须为文本",
    "bool_type": "须为 true 或 false",
    "int_type": "须为整数",
    "list_type": "须为列表",
    "tuple_type": "须为列表",
    "dict_type": "须为对象",
    "model_type": "须为对象",
    "string_too_short": "文本过短",
    "string_too_long": "文本过长",
    "too_short": "项目过少",
    "too_long": "项目过多",
    "string_pattern_mismatch": "格式不正确",
    "literal_error": "不是可选的值之一",
    "greater_than_equal": "数值过小",
    "greater_than": "数值过小",
    "less_than_equal": "数值过大",
    "less_than": "数值过大",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document comes to."""

    bundle: Bundle | None
    """The app; without the parts that are wrong. None when it does not even say what it is."""
    problems: tuple[Diagnostic, ...]
    """What is wrong; paths are those of files, then JSON pointers inside: `forms/lead.json/fields/3/name`."""


def parsed(document: Mapping[str, Json]) -> Parsed:
    """Return the parts of a document of the present format."""
    problems: list[Diagnostic] = []
    parts: dict[str, Any] = {}
    app = _part(App, document.get("app"), "app.json", problems)
    for key, value in document.items():
        if key == "texts":
            parts[key] = value
        elif key in PARTS:
            parts[key] = dict(_folder(key, value, problems))
        elif key != "app":
            problems.append(UNKNOWN_PART.report(None, key, name=key, known=", ".join(sorted(PARTS))))
    made = Bundle.model_construct(**{"app": app, **parts}) if app is not None else None
    return Parsed(made, tuple(problems))


def file_of(folder: str, name: str) -> str:
    """Return the file that holds a part."""
    return f"{folder}/{name}.json"


def suggestion(name: str, known: Iterable[str]) -> Any:
    """Return “Did you mean …?” for a name that is nearly one of the known ones, else nothing."""
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return label(f"Did you mean `{near[0]}`? ", f"是否指 `{near[0]}`？") if near else label("", "")


@cache
def _adapter(what: Any) -> TypeAdapter[Any]:
    """Return what makes Specs of JSON, built once."""
    return TypeAdapter(what)


def _folder(folder: str, value: Json, problems: list[Diagnostic]) -> Iterator[tuple[str, Any]]:
    """Iterate over the parts of one kind that are right."""
    if not isinstance(value, Mapping):
        problems.append(WRONG_SETTING.report(None, folder, found=_shown(value), reason=label("no object", "须为对象")))
        return
    for name, each in value.items():
        path = file_of(folder, name)
        if isinstance(each, Mapping) and each.get("name") != name:
            problems.append(NAME_DIFFERS.report(None, f"{path}/name", key=name, name=each.get("name")))
            continue
        made = _part(PARTS[folder], each, path, problems)
        if made is not None:
            yield name, made


def _part(what: Any, value: Json, path: str, problems: list[Diagnostic]) -> Any:
    """Return a part as a Spec; None, and what is wrong into the list, when it is none."""
    try:
        return _adapter(what).validate_python(value, strict=None)
    except ValidationError as error:
        seen: set[str] = set()
        for each in error.errors(include_url=False):
            found = _problem(value, each, path)
            # A value that fits none of several types is told once.
            if found.path not in seen:
                seen.add(found.path)
                problems.append(found)
        return None


def _problem(document: Json, error: Any, path: str) -> Diagnostic:
    """Return what Pydantic tells as a diagnostic."""
    kind, context = error["type"], error.get("ctx", {})
    place, value = _located(document, error["loc"])
    if kind == "missing":
        return MISSING.report(None, path + pointer(place), name=error["loc"][-1])
    if kind == "extra_forbidden":
        name = str(error["loc"][-1])
        return UNKNOWN_SETTING.report(None, path + pointer(place), name=name, suggestion=suggestion(name, ()))
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        known = [each.strip(" '") for each in str(context.get("expected_tags", "")).split(",") if each.strip(" '")]
        if kind == "union_tag_not_found":
            return MISSING.report(None, path + pointer(place), name="kind")
        name = str(context.get("tag"))
        near = suggestion(name, known)
        return UNKNOWN_KIND.report(
            None, path + pointer([*place, "kind"]), name=name, suggestion=near, known=", ".join(known)
        )
    reason = error["msg"][:1].lower() + error["msg"][1:]
    words = label(reason, _REASONS.get(kind, reason))
    return WRONG_SETTING.report(None, path + pointer(place), found=_shown(value), reason=words)


def _located(document: Json, steps: Sequence[str | int]) -> tuple[list[str | int], Json]:
    """Return the place that Pydantic means, without the names of types on the way, and what stands there."""
    place: list[str | int] = []
    value = document
    for step in steps:
        inner = value if isinstance(value, Mapping) else dict(enumerate(value)) if isinstance(value, list) else {}
        if step in inner:
            value = inner[step]
            place.append(step)
    return place, value


def _shown(value: Any) -> str:
    """Return a value for a message."""
    text = repr(value) if isinstance(value, str) else str(value)
    return "`" + (text if len(text) <= 60 else text[:59] + "…") + "`"
