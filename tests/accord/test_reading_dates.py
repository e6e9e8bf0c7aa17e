"""Dates and quantities: many fashions of writing them, and what is neither."""

from __future__ import annotations

import pytest

import reopen
from reopen.accord.reading import Reader

DAY = "2026-03-12"


@pytest.fixture(scope="module")
def reader():
    return Reader.of(reopen.load())


def values(reader, text, kind):
    return [m.value for m in reader.read(text, published=DAY).mentions if m.kind == kind]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("It ended on 4 May 2025.", "2025-05-04"),
        ("It ended on May 4th, 2025.", "2025-05-04"),
        ("They met from 10 to 12 May 2025.", "2025-05-10/2025-05-12"),
        ("They met on Tuesday.", "2026-03-10"),
        ("They will meet on Saturday.", "2026-03-14"),
        ("They met last week.", "2026-03-02/2026-03-08"),
        ("It began in December.", "2025-12"),
        ("Works end in the second half of 2026.", "2026-07/2026-12"),
        ("It opens by the end of next year.", "2027"),
        ("It opened three months ago.", "2025-12"),
        ("Встреча прошла 5 марта 2025 года.", "2025-03-05"),
        ("Это было в прошлом году.", "2025"),
        ("15 mart 2026-cı il tarixində açılıb.", "2026-03-15"),
        ("Geçen yıl kapandı.", "2025"),
        ("2025 թ. հունիսի 3-ին բացվեց։", "2025-06-03"),
        ("Signed 03.02.2026 in haste.", "2026-02-03"),
    ],
)
def test_dates(reader, text, date):
    """Absolute and relative dates become ISO dates or ranges of them."""
    assert values(reader, text, "date") == [date]


@pytest.mark.parametrize(
    "text", ["It may rain.", "They march on.", "Room 2024 is free.", "Flight 1234 left.", "30 February 2025"]
)
def test_no_dates(reader, text):
    """Verbs, room numbers and days that do not exist are no dates."""
    assert not [value for value in values(reader, text, "date") if value.count("-") != 1]
    assert text.startswith("30") or values(reader, text, "date") == []


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("It is 110.4 km long.", "110.4 km"),
        ("Длина 110,4 км.", "110.4 km"),
        ("It cost $434 million.", "434000000 USD"),
        ("It cost USD 1.2bn.", "1200000000 USD"),
        ("It cost 2-3 billion euros.", "2000000000-3000000000 EUR"),
        ("Some 1,200 families left.", "1200 families"),
        ("About seventy per cent is done.", "70 percent"),
        ("Over 10,000 sq km are mined.", "10000 km2"),
        ("Half a million people fled; half a million people.", "500000 persons"),
        ("Twenty-three retired diplomats met.", "23 persons"),
        ("2,5 milyard manat ayrılıb.", "2500000000 AZN"),
        ("Yüzde 20 artış var.", "20 percent"),
        ("Դա արժե 300 մլն դրամ։", "300000000 AMD"),
    ],
)
def test_quantities(reader, text, quantity):
    """Numbers in words and figures become plain decimals with the code of their unit."""
    assert quantity in values(reader, text, "quantity")


@pytest.mark.parametrize(
    "text", ["Call +374 10 123456.", "See Article 9.", "A train at 80 km/h.", "Flight 317 left."]
)
def test_no_quantities(reader, text):
    """Telephone numbers, articles, speeds and flights are no quantities."""
    assert values(reader, text, "quantity") == []
