"""`email`: an e-mail address."""

import re
from random import Random
from typing import ClassVar, Final, Literal

from engine_forms import codes
from engine_forms.field import Json, Palette, Refused
from engine_forms.textual import TextualField
from engine_rules.values import Value
from lowcode.kernel.names import label

_ADDRESS: Final = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]"
)
LONGEST: Final = 254
"""Characters of an address (RFC 5321, section 4.5.3.1)."""


class EmailField(TextualField):
    """An e-mail address; the domain is kept in lower case, letters beyond ASCII are allowed (RFC 6531)."""

    kind: Literal["email"]

    palette: ClassVar[Palette] = Palette(
        "text",
        "mail",
        label("E-mail", "电子邮箱"),
        label("An address that mail can be sent to with a click.", "可点击发送邮件的邮箱地址。"),
    )

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "maxLength": LONGEST, "pattern": "^\\s*[^@\\s]+@[^@\\s]+\\s*$"}

    def normal(self, text: str) -> str:
        name, _, domain = text.rpartition("@")
        if len(text) > LONGEST or len(name) > 64 or not _ADDRESS.fullmatch(text):
            raise Refused(codes.NOT_AN_EMAIL, found=text[:80])
        return f"{name}@{domain.lower()}"

    def sample(self, random: Random) -> Value:
        name = random.choice(("wang.wei", "li.na", "zhang.min", "sales", "chen_jing"))
        return f"{name}{random.randint(1, 99)}@{random.choice(('example.com', 'example.cn', 'mail.example.org'))}"
