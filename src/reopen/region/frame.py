"""Making the table of a region from columns of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reopen.region.schema import schema

if TYPE_CHECKING:
    import pandas as pd


def make_table(name: str, columns: Mapping[str, Sequence[Any]] | None = None) -> pd.DataFrame:
    """A table with every column of the schema; columns that are not given hold their defaults.

    Parameters
    ----------
    name : str
        Name of the table.
    columns : mapping of str to sequence, optional
        Values by column, all of one length, as a region holds them: strings, numbers with NaN for
        blank, tuples of strings, tuples of pairs, booleans.

    Raises
    ------
    KeyError
        When the table has no such column.

    Examples
    --------
    >>> make_table("consent", {"opening_id": ["a"], "actor": ["XA"]})["actor"].tolist()
    ['XA']
    """
    import pandas as pd

    from reopen.region.values import blank, column

    attributes = schema()[name].attributes
    given = columns or {}
    unknown = set(given) - set(attributes)
    if unknown:
        raise KeyError(f"table {name!r} has no column {sorted(unknown)}")
    count = len(next(iter(given.values()), ()))
    return pd.DataFrame(
        {
            label: column(attribute, given.get(label, [blank(attribute)] * count))
            for label, attribute in attributes.items()
        },
        index=pd.RangeIndex(count),
    )
