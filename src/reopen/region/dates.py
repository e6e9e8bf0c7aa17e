"""Dates as users type them."""

from __future__ import annotations

from datetime import date

from reopen.errors import SettingsError


def iso_date(text: str, *, what: str = "as-of date") -> str:
    """The date itself when it is one in ISO form, so that dates compare as text.

    Parameters
    ----------
    text : str
        The date.
    what : str
        What the message calls it.

    Raises
    ------
    SettingsError
        When the text is not a date such as 2026-03-31.

    Examples
    --------
    >>> iso_date("1988-06-01")
    '1988-06-01'
    """
    try:
        good = len(text) == 10 and date.fromisoformat(text)
    except ValueError:
        good = False
    if not good:
        raise SettingsError(f"{what}: found {text!r}, expected a date such as 2026-03-31")
    return text
