"""Rows of a table as plain dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a data frame, one dictionary each, in their order.

    Examples
    --------
    >>> import pandas as pd
    >>> records(pd.DataFrame({"id": ["a", "b"], "km": [1.0, 2.0]}))
    [{'id': 'a', 'km': 1.0}, {'id': 'b', 'km': 2.0}]
    """
    return cast("list[dict[str, Any]]", frame.to_dict("records"))
