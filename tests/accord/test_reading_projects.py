"""Projects named in sentences: by their names in any region, and by both of their ends."""

from __future__ import annotations

from pathlib import Path

import pytest

import reopen
from reopen.accord.reading import Reader

DAY = "2026-01-03"
INVENTED = Path(__file__).parents[2] / "examples/two-valleys"


@pytest.fixture(scope="module")
def invented():
    return Reader.of(reopen.load(INVENTED))


@pytest.fixture(scope="module")
def embedded():
    return Reader.of(reopen.load())


def claims(reader, text):
    """Project, attribute and value of each proposed claim."""
    found = reader.read(text, published=DAY).claims
    return [tuple(one.row[name] for name in ("subject_ids", "attribute", "value")) for one in found]


@pytest.mark.parametrize(
    "name", ["lower valley railway", "LOWER VALLEY RAILWAY", "lower\tvalley\u00a0railway"]
)
def test_a_project_is_known_by_its_name(invented, name):
    """News names a work as people do, without the two places that it runs between."""
    assert claims(invented, f"Works on the {name} are 62 percent complete.") == [
        ("TP2", "physical_progress", "62")
    ]


def test_another_name_in_the_register_is_as_good(invented):
    """Every variant of a name in the register tells the project."""
    assert claims(invented, "The Horramel road is 58 km long.") == [("TP1", "length", "58")]


def test_a_part_of_a_name_tells_no_project(invented):
    """A word that many names share says too little."""
    assert claims(invented, "The valley railway is 62 percent complete.") == []


def test_a_name_says_which_of_the_works_between_two_places_is_meant(embedded):
    """A highway and a whole route share the ends of the railway, and are not what is said."""
    text = "Construction of the Horadiz-Aghband railway is 70 percent complete."
    assert claims(embedded, text) == [("R01", "physical_progress", "70")]
    more = {one[0] for one in claims(embedded, text.replace("railway", "line"))}
    assert {"R01", "H01"} <= more


def test_the_two_places_alone_say_nothing_of_the_kind_of_way(embedded):
    """The register calls the railway "Horadiz-Ağbənd" too, and that is no reason to pass over the road."""
    found = claims(embedded, "Horadiz-Ağbənd avtomobil yolu 50 faiz hazırdır.")
    assert {"R01", "H01"} <= {one[0] for one in found}


def test_a_place_that_has_the_name_of_a_project_is_a_place(embedded):
    """A crossing is called as its town: a length told beside the town is not the crossing's."""
    assert claims(embedded, "The queue near Upper Lars was 5 km long.") == []


def test_an_event_is_about_the_project_it_names(invented):
    """The row of an event holds the works that its sentence names."""
    found = invented.read("Ambrelle: traffic on the upper valley road was suspended.", published=DAY)
    assert [one.row["subject_ids"] for one in found.events] == ["TP1"]
