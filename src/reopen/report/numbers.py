"""Numbers as the report prints and stores them."""

from __future__ import annotations

import math

#: What a missing number prints as.
MISSING = "–"
_MINUS = "−"

#: Smaller numbers print as 0.
_LEAST = 0.005


def significant(value: float, digits: int = 4) -> float | None:
    """Round to significant digits for the page's data; None when there is no finite number.

    Examples
    --------
    >>> significant(1234.567), significant(0.000123456), significant(float("nan")), significant(-0.0)
    (1235.0, 0.0001235, None, 0.0)
    """
    value = float(value)
    if not math.isfinite(value):
        return None
    if value == 0:
        return 0.0
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def amount(value: float | None, *, sign: bool = False) -> str:
    """A number for reading: whole, or about three significant digits; a true minus sign.

    Examples
    --------
    >>> amount(1234.5), amount(-12.34), amount(0.123), amount(0.001), amount(None)
    ('1,234', '−12.3', '0.12', '0', '–')
    >>> amount(3.0, sign=True), amount(3.04, sign=True), amount(0, sign=True)
    ('+3', '+3.0', '0')
    """
    if value is None or not math.isfinite(value):
        return MISSING
    size = abs(value)
    if size < _LEAST:
        return "0"
    decimals = 0 if size >= 100 or abs(size - round(size)) < 1e-9 * size else 1 if size >= 1 else 2
    text = f"{size:,.{decimals}f}"
    lead = _MINUS if value < 0 else "+" if sign else ""
    return lead + text


def span(low: float | None, high: float | None, *, sign: bool = False) -> str:
    """A range for reading; one number when both ends print alike.

    Examples
    --------
    >>> span(61.5, 230), span(5, 5), span(-3, 2), span(None, None)
    ('61.5 to 230', '5', '−3 to 2', '–')
    """
    a, b = amount(low, sign=sign), amount(high, sign=sign)
    return a if a == b else f"{a} to {b}"


def count(value: float | None) -> str:
    """A whole number with thousands separators.

    Examples
    --------
    >>> count(12345.0), count(float("nan"))
    ('12,345', '–')
    """
    if value is None or not math.isfinite(value):
        return MISSING
    return f"{round(value):,}"
