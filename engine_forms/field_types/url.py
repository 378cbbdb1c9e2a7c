"""`url`: a web address."""

from random import Random
from typing import ClassVar, Literal
from urllib.parse import urlsplit

from engine_forms import codes
from engine_forms.field import Json, Palette, Refused
from engine_forms.textual import TextualField
from engine_rules.values import Value
from lowcode.kernel.names import label

LONGEST = 2_000


class UrlField(TextualField):
    """A web address that opens in a new tab."""

    kind: Literal["url"]
    schemes: tuple[Literal["https", "http", "ftp"], ...] = ("https", "http")
    """How an address may begin; the first is put before one without a scheme."""

    palette: ClassVar[Palette] = Palette(
        "text",
        "link",
        label("Web address", "网址"),
        label("A link that opens in a new tab.", "在新标签页打开的链接。"),
    )

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "maxLength": LONGEST, "pattern": "^\\s*\\S+\\s*$"}

    def normal(self, text: str) -> str:
        if "://" not in text and self.schemes:
            text = f"{self.schemes[0]}://{text}"
        try:
            parts = urlsplit(text)
            host, _ = parts.hostname, parts.port
        except ValueError:
            host, parts = None, urlsplit("")
        fits = parts.scheme in self.schemes and host and "." in host.strip(".")
        if not fits or len(text) > LONGEST or " " in text or parts.username:
            raise Refused(codes.NOT_A_URL, found=text[:80], schemes=", ".join(f"{one}://" for one in self.schemes))
        return text

    def sample(self, random: Random) -> Value:
        return f"{self.schemes[0]}://www.example.com/products/{random.randint(1, 999)}?lang=zh"
