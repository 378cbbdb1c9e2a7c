"""`signature`: a signature drawn by hand."""

from typing import ClassVar, Literal

from engine_forms.field import Palette, Vocabulary
from engine_forms.files import FILE
from engine_forms.identity import IdField
from engine_forms.operator import EMPTINESS
from engine_rules import types as t
from lowcode.kernel.names import label


class SignatureField(IdField):
    """A signature drawn on the screen, kept as a picture."""

    kind: Literal["signature"]

    palette: ClassVar[Palette] = Palette(
        "file",
        "signature",
        label("Signature", "手写签名"),
        label("Drawn with a finger or the mouse.", "用手指或鼠标书写。"),
    )
    operators: ClassVar[tuple[str, ...]] = EMPTINESS

    @property
    def target(self) -> str:
        return "file"

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        return FILE

    def operand(self) -> str:
        return self.name
