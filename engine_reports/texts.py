"""The text types of the documents of reports."""

from typing import Annotated

from pydantic import StringConstraints, WithJsonSchema

MAX_EXPRESSION = 10_000
"""The longest expression of a report, in characters."""

ExpressionText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_EXPRESSION),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_EXPRESSION, "format": "expression"}),
]
"""An expression of the language over the names of a dataset."""

DatasetName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47}){0,3}$")]
"""The name of a dataset: `order`, or `order.lines` for the rows of a sub-table."""
