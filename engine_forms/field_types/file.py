"""`file`: uploaded files."""

from typing import ClassVar, Literal

from engine_forms.field import Palette
from engine_forms.files import FilesField
from lowcode.kernel.names import label


class FileField(FilesField):
    """Files of any type, such as a proposal or a contract."""

    kind: Literal["file"]
    extensions: tuple[str, ...] = ()
    """The endings that are accepted, such as `pdf`; all when there are none."""

    palette: ClassVar[Palette] = Palette(
        "file",
        "paper-clip",
        label("File", "附件"),
        label("Documents of any type, with preview.", "任意类型的文件，可预览。"),
    )
