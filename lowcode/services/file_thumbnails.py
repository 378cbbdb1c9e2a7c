"""`thumbnail`: a small picture of a picture."""

import io
import warnings
from typing import IO, Final

from PIL import Image, ImageOps

from lowcode.kernel.errors import NotFound
from lowcode.services.file_codes import NO_PICTURE

SIZES: Final = (64, 160, 320, 640, 1280)
"""The lengths of the longer side, in pixels."""
MEDIA_TYPE: Final = "image/webp"
_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
_MOST_PIXELS: Final = 80_000_000
"""Pixels of the largest picture that is looked at: a small file can unfold into all of the memory."""


def fitting(size: int) -> int:
    """Return the smallest size that is no smaller than one asked for."""
    return next((one for one in SIZES if one >= size), SIZES[-1])


def thumbnail(source: IO[bytes], size: int) -> bytes:
    """Return a picture as WebP whose longer side has at most `size` pixels, upright, with nothing but its pixels.

    What a camera writes beside the picture, such as the place, is left out. Raises `NotFound` for what is no picture.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(source, formats=_FORMATS) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise _none()
                picture.draft("RGB", (size * 2, size * 2))
                upright = ImageOps.exif_transpose(picture)
                small = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
                small.thumbnail((size, size), Image.Resampling.LANCZOS)
                written = io.BytesIO()
                small.save(written, "WEBP", quality=80, exif=b"", icc_profile=None)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError, IndexError) as error:
        raise _none() from error
    return written.getvalue()


def _none() -> NotFound:
    """Return the error that there is no picture."""
    message = "there is no thumbnail of the file"
    return NotFound(message, [NO_PICTURE.report()])
