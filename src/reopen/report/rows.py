"""Rows of tables as dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table, each a dictionary by column.

    Examples
    --------
    >>> import pandas as pd
    >>> rows(pd.DataFrame({"a": [1], "b": ["x"]}))
    [{'a': 1, 'b': 'x'}]
    """
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
