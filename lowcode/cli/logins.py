"""`login_lines`: how people sign in who have not changed their passwords, as a table."""

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from lowcode.kernel.names import Language, label
from lowcode.services.demo_people import PEOPLE
from lowcode.services.first_login import FILE, Login
from lowcode.services.first_start import ADMIN

SIGN_IN: Final = label(
    "Sign in as (kept in {file} until the password is changed):", "登录账号（修改密码前保存在 {file}）："
)
TITLES: Final = {
    ADMIN: label("administers the product", "系统管理员"),
    "director": label("sales director", "销售总监"),
    "manager": label("sales manager", "销售经理"),
    "seller": label("seller", "客户经理"),
    "legal": label("legal", "法务经理"),
    "finance": label("finance", "财务经理"),
    "buyer": label("buyer", "采购主管"),
    "keeper": label("warehouse keeper", "仓库主管"),
    "service": label("customer service", "客服主管"),
    "technician": label("technician", "售后工程师"),
    "marketing": label("marketing", "市场经理"),
    "channel": label("channel manager", "渠道经理"),
}
"""What people are, by their role."""
_OTHERS: Final = label("and {names}, with the password of {first}", "以及 {names}，密码同 {first}")


def login_lines(logins: Sequence[Login], home: Path, language: Language) -> Iterator[str]:
    """Iterate over the lines of a table: name, password, who it is; several of one role share a line."""
    if not logins:
        return
    yield SIGN_IN.text(language).format(file=home / FILE)
    people = {one.name: one for one in PEOPLE}
    rows: dict[tuple[str, str], list[Login]] = {}
    for each in logins:
        role = people[each.name].role if each.name in people else each.name
        rows.setdefault((role, each.password), []).append(each)
    width = max(len(each.name) for each in logins)
    secret = max(len(each.password) for each in logins)
    for (role, _), listed in rows.items():
        first = listed[0]
        person = people.get(first.name)
        title = TITLES[role].text(language) if role in TITLES else ""
        who = _padded(person.display_name if person is not None else "", 8)
        group = f" · {person.department}" if person is not None else ""
        yield f"  {first.name:<{width}}  {first.password:<{secret}}  {who}{title}{group}".rstrip()
        if len(listed) > 1:
            names = ", ".join(one.name for one in listed[1:])
            yield f"  {'':<{width}}  {_OTHERS.text(language).format(names=names, first=first.name)}"


def _padded(text: str, width: int) -> str:
    """Return a text as wide as so many letters; a Chinese character takes the place of two."""
    taken = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
    return text + " " * max(1, width - taken)
