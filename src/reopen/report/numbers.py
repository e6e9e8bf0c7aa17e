"""Numbers as the report prints and stores them."""

from __future__ import annotations

import math

#: What a missing number prints as.
MISSING = "–"
_MINUS = "−"

#: Smaller numbers print as 0.
_LEAST = 0.005

#: Between these a number of which small values matter has two significant digits; below the first it is 0.
_TINY, _SMALL = 0.00005, 0.1


def significant(value: float, digits: int = 4) -> float | None:
    """Round to significant digits for the page's data; None when there is no finite number.

    Whole numbers have no point: the page is the smaller.

    Examples
    --------
    >>> significant(1234.567), significant(0.000123456), significant(float("nan")), significant(-0.0)
    (1235, 0.0001235, None, 0)
    """
    value = float(value)
    if not math.isfinite(value):
        return None
    if value == 0:
        return 0
    rounded = round(value, digits - 1 - math.floor(math.log10(abs(value))))
    return int(rounded) if rounded.is_integer() else rounded


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


def tiny(value: float | None) -> str:
    """A number that is meant to be next to nothing: two significant digits, or what it is below.

    Examples
    --------
    >>> tiny(0.0123), tiny(3e-9), tiny(None), tiny(12.0)
    ('0.012', 'less than 0.0001', '–', '12')
    """
    if value is None or not math.isfinite(value):
        return MISSING
    return "less than 0.0001" if abs(value) < 1e-4 else f"{value:.2g}"


def key(value: float | None) -> str:
    """What a table sorts a number by: six significant digits, blank where there is no number.

    Examples
    --------
    >>> key(1234.56789), key(float("nan")), key(None), key(-0.5)
    ('1234.57', '', '', '-0.5')
    """
    return "" if value is None or not math.isfinite(value) else f"{value:.6g}"


def fine(value: float | None, *, sign: bool = False) -> str:
    """A number for reading whose small values matter: two significant digits below 0.1.

    Examples
    --------
    >>> fine(0.00384, sign=True), fine(-0.051), fine(2.34), fine(0.00001), fine(None)
    ('+0.0038', '−0.051', '2.3', '0', '–')
    """
    if value is None or not math.isfinite(value) or not _TINY <= abs(value) < _SMALL:
        return "0" if value is not None and abs(value) < _TINY else amount(value, sign=sign)
    lead = _MINUS if value < 0 else "+" if sign else ""
    size = abs(value)
    return f"{lead}{size:.{1 - math.floor(math.log10(size))}f}"
