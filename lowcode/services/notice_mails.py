"""`letters`: what people were told and have not read, as one mail for each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lowcode.kernel.names import Label, Language, label

_MOST: Final = 20
"""How many notices one mail names; of more it tells the number."""
_ONE: Final = label("{first}", "{first}")
_SEVERAL: Final = label("{count} new notices: {first}", "{count} 条新通知：{first}")
_MORE: Final = label("and {count} more", "另有 {count} 条")
_END: Final = label(
    "You get this mail because you asked for notices by mail; your own page switches them off.",
    "您开启了邮件通知，因此收到此邮件；可在个人页面关闭。",
)
_MENTIONED: Final = label("You were mentioned: {title}", "有人提到您：{title}")
_REASONS: Final[Mapping[str, Label]] = {
    "urged": label("Reminder", "催办"),
    "overdue": label("Overdue", "已逾期"),
    "copy": label("Copy", "抄送"),
    "question": label("Question", "沟通"),
    "answered": label("Answered", "已回复"),
    "comment": label("Comment", "评论"),
    "completed": label("Completed", "已完成"),
    "rejected": label("Rejected", "已拒绝"),
    "withdrawn": label("Withdrawn", "已撤回"),
    "terminated": label("Terminated", "已终止"),
    "failed": label("Failed", "已失败"),
    "suspended": label("Suspended", "已挂起"),
    "resumed": label("Resumed", "已恢复"),
    "incident": label("Incident", "流程异常"),
}
"""What is said before a notice of a flow, by its reason; a task that is simply new needs nothing."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to somebody."""

    key: str
    """Names it for ever."""
    to: str
    """The address."""
    subject: str
    """The subject."""
    text: str
    """The text."""


def letters(rows: Iterable[Mapping[str, Any]], public: str) -> Iterator[Letter]:
    """Iterate over the mails that tell of notices, one for each person; `public` is the address of the product."""
    by_person: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: one["id"]):
        by_person[str(row["account_id"])].append(row)
    for person, found in by_person.items():
        language: Language = "en" if found[0]["language"] == "en" else "zh-CN"
        lines = [_line(one, language) for one in found]
        parts = [
            f"{line}\n{public.rstrip('/')}/#{one['link']}" for line, one in zip(lines[:_MOST], found, strict=False)
        ]
        if len(found) > _MOST:
            parts.append(_said(_MORE, language, count=len(found) - _MOST))
        several = _SEVERAL if len(found) > 1 else _ONE
        yield Letter(
            f"notices/{person}/{found[-1]['id']}",
            str(found[0]["email"]),
            _said(several, language, count=len(found), first=lines[0]),
            "\n\n".join([*parts, f"-- \n{_END.text(language)}"]),
        )


def _line(row: Mapping[str, Any], language: Language) -> str:
    """Return a notice in a line."""
    content = row["content"]
    title = str(content.get("title") or content.get("text") or "")
    if row["kind"] == "mention":
        return _said(_MENTIONED, language, title=" ".join(title.split())[:200])
    reason = _REASONS.get(str(content.get("reason")))
    words = [_own(content.get("label"), language), _own(content.get("node_label"), language)]
    place = " · ".join(one for one in words if one)
    line = f"{place}: {title}" if title else place
    return line if reason is None else f"[{reason.text(language)}] {line}"


def _own(given: Any, language: Language) -> str:
    """Return a label that is kept as JSON."""
    return str(given.get(language) or given.get("en") or "") if isinstance(given, Mapping) else ""


def _said(words: Label, language: Language, **values: object) -> str:
    """Return a text with values in it."""
    return words.text(language).format(**values)
