"""Names for machines, labels for people, and references from one part of an app to another."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from lowcode.kernel.spec import Spec

Language = Literal["en", "zh-CN"]
"""A language of the product. Every text exists in all of them."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
"""An identifier: lower case, digits and `_`, at most 48 characters, so that it is a column or table name as it is."""

Ref = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47}){0,3}$")]
"""A reference to another part by dotted names, nearest first: `customer`, `crm.customer`, `crm.customer.level`."""


class Label(Spec):
    """A text for people, in every language of the product."""

    en: str
    """The text in English."""
    zh_cn: str = Field(alias="zh-CN")
    """The text in simplified Chinese."""

    def text(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.en if language == "en" else self.zh_cn

    def filled(self, **values: object) -> "Label":
        """Return the label with `{placeholders}` filled in both languages. Raises `KeyError` for a missing value.

        A value that has words of its own, `en` and `zh_cn`, such as a label, is written in the language of the text.
        """
        en = {name: getattr(value, "en", value) for name, value in values.items()}
        zh = {name: getattr(value, "zh_cn", value) for name, value in values.items()}
        return Label(en=self.en.format(**en), zh_cn=self.zh_cn.format(**zh))


def label(en: str, zh: str) -> Label:
    """Return a `Label` of the two texts."""
    return Label(en=en, zh_cn=zh)
