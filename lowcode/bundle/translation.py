"""`Translation`: the texts of an app in a further language."""

import pydantic

from lowcode.kernel.names import Name
from lowcode.kernel.spec import Spec


class Translation(Spec):
    """The texts of an app in a language that the product itself does not have."""

    name: Name
    """The language as BCP 47 writes it, in small letters with `_`: `ja`, `zh_tw`."""
    texts: dict[str, str] = pydantic.Field(default={}, max_length=50_000)
    """The texts by the English ones that they stand for."""
