"""`image`: uploaded pictures."""

from typing import ClassVar, Literal

from engine_forms.field import Palette
from engine_forms.files import FilesField
from lowcode.kernel.names import label


class ImageField(FilesField):
    """Pictures, shown small and large."""

    kind: Literal["image"]
    camera_only: bool = False
    """Whether a phone only offers its camera, and not the pictures it has."""
    watermark: bool = False
    """Whether time, place and person are written into a photo that is taken."""

    palette: ClassVar[Palette] = Palette(
        "file",
        "picture",
        label("Picture", "图片"),
        label("Photos and pictures, also straight from the camera.", "照片和图片，可直接拍摄。"),
    )
