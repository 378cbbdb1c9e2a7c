"""Prints a record as a PDF."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from engine_rules.effect import About, Effect, Mention
from engine_rules.formula import TextFormula
from lowcode.kernel.names import Name, label


class MakeDocument(Effect):
    """Prints a record as a PDF."""

    kind: Literal["make_document"]
    template: Name
    """The print template."""
    field: Name | None = None
    """The file field of the record that takes it."""
    file_name: TextFormula | None = None
    """What the file is called."""

    about: ClassVar[About] = About(
        label("Make a document", "生成文档"),
        label(
            "Prints the present record as a PDF, and keeps it in a file field if wanted.",
            "将当前记录生成 PDF，可存入文件字段。",
        ),
    )

    def mentions(self) -> Iterator[Mention]:
        """Iterate over what it speaks of."""
        yield Mention("print", self.template, "/template")
        if self.field is not None:
            yield Mention("field", self.field, "/field")
