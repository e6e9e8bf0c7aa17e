"""Claims proposed from a text: as the register has them, and one for each project that a figure may mean."""

from __future__ import annotations

from pathlib import Path

import pytest

import reopen
from reopen.accord.reading import Reader
from reopen.accord.stated import figure

DAY = "2026-03-05"
INVENTED = Path(__file__).parents[2] / "examples/two-valleys"


@pytest.fixture(scope="module")
def reader():
    return Reader.of(reopen.load())


def claims(reader, text):
    """Project, attribute, value and unit of each proposed claim."""
    columns = ("subject_ids", "attribute", "value", "unit")
    found = reader.read(text, published=DAY).claims
    return [tuple(one.row[name] for name in columns) for one in found]


@pytest.mark.parametrize(
    ("money", "value", "unit"),
    [
        ("12.5 million US dollars", "12.5", "USD_million"),
        ("2-3 billion euros", "2000-3000", "EUR_million"),
        ("$400,000", "0.4", "USD_million"),
    ],
)
def test_a_cost_is_proposed_as_the_register_has_costs(reader, money, value, unit):
    """Money beside the ends of a project is a claim in millions, a range too, that can be compared."""
    found = claims(reader, f"The railway between Gyumri and Kars will cost {money}.")
    assert found == [("R06", "cost", value, unit)]
    assert figure(value, unit).kind == "number"


@pytest.mark.parametrize(
    "text",
    [
        "Work on the 60-kilometre Gyumri-Kars railway goes on.",
        "The 60 km line from Gyumri to Kars is to be restored.",
        "Kars'tan Gümrü'ye 60 kilometrelik demiryolu onarılacak.",
    ],
)
def test_a_way_is_called_by_its_length(reader, text):
    """News seldom says that a line is long: it says how many kilometres of line there are."""
    assert ("R06", "length", "60", "km") in claims(reader, text)


def test_kilometres_of_something_else_are_no_length(reader):
    """A distance that was travelled between the ends of a line is not its length."""
    assert claims(reader, "They walked 60 km from Gyumri to Kars.") == []


def test_a_figure_belongs_to_the_project_named_before_it(reader):
    """Two projects and two figures make two claims, not four."""
    text = "The Gyumri-Kars line is 60 km long, while the Sadarak-Yeraskh line is 1.2 km long."
    found = claims(reader, text)
    assert ("R06", "length", "60", "km") in found
    assert ("R04", "length", "1.2", "km") in found
    assert not {row[2] for row in found if row[0] == "R06"} & {row[2] for row in found if row[0] != "R06"}


def test_a_figure_before_its_project(reader):
    """Where no project is named before a figure it belongs to the first one behind it."""
    text = "A total of 60 km of track is the length of Gyumri-Kars."
    assert claims(reader, text) == [("R06", "length", "60", "km")]


def test_projects_of_the_same_ends_have_a_claim_each(reader):
    """A railway and a road between the same places are two proposals, of which a person takes one."""
    found = claims(reader, "The line from Sadarak to Yeraskh is 1.2 km long.")
    assert sorted(row[0] for row in found) == ["R04", "X10"]
    assert len({row[1:] for row in found}) == 1


@pytest.mark.parametrize(
    "text", ["The railway to Kars will cost $5 million.", "Gyumri and Kars are 60 km apart."]
)
def test_one_end_or_no_word_for_what_is_counted_is_no_claim(reader, text):
    """A project is known by both of its ends, and a figure by a word that says what it is of."""
    assert claims(reader, text) == []


def test_another_region_has_claims_and_papers_of_its_own_ids():
    """In the invented region, whose documents and projects have other ids, claims are of its projects."""
    reader = Reader.of(reopen.load(INVENTED))
    text = "The railway from Ambrel to Nethby will cost 240 million US dollars under Article 2 of the accord of 4 May 2019."  # noqa: E501
    assert claims(reader, text) == [("TP2", "cost", "240", "USD_million")]
