"""Reading: exact quotes, places in every spelling, parties, persons, rows, and texts that mean harm."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reopen
from reopen.accord.reading import Reader, read
from reopen.errors import SettingsError

DAY = "2026-03-05"
PIECES = st.sampled_from(
    ["Baku", "Ереване", "5 March", "$3 million", "110,4 km", "Kars'ta", "\u202e", "\u200b", "\x00", "<b>", "&amp;",  # noqa: E501
     "Article 9", "Mr", "Aliyev", "yesterday", "-", ".", "\n", " ", "İ", "statement", "of", "two", "hundred", "—"]  # noqa: E501
)  # fmt: skip

INVENTED = Path(__file__).parents[2] / "examples/two-valleys"


@pytest.fixture(scope="module")
def reader():
    return Reader.of(reopen.load())


def found(reader, text, kind, **options):
    return [
        (m.quote, m.value) for m in reader.read(text, published=DAY, **options).mentions if m.kind == kind
    ]


@settings(max_examples=100, deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES).map("".join)
    )
)
@pytest.mark.parametrize("html", [False, True])
def test_every_quote_stands_in_the_text(reader, html, text):
    """Whatever the text holds, each mention's words are those between its start and its end."""
    made = reader.read(text, published=DAY, html=html)
    assert all(made.text[m.start : m.end] == m.quote and m.quote for m in made.mentions)
    assert html or made.text == text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("They drove to Kəlbəcər.", "kalbajar"),
        ("They drove to Kelbajar's market.", "kalbajar"),
        ("Поезд прибыл в Гюмри из Ахурика.", "gyumri"),
        ("Дорога до Верхнего Ларса закрыта.", "upper_lars"),
        ("Şuşadan gələn avtobus dayandı.", "shusha"),
        ("Kars'ta bekleyen trenler var.", "kars"),
        ("Նա մեկնեց Մեղրիից։", "meghri"),
        ("მატარებელი ბათუმში ჩავიდა.", "batumi"),
        ("Trucks wait at Bö\u200byük Kəsik.", "boyuk_kesik"),
    ],
)
def test_places_in_many_spellings(reader, text, place):
    """Names are found in every alphabet, inflected, and with characters hidden in them."""
    assert place in [value for _, value in found(reader, text, "place")]


@pytest.mark.parametrize(
    "text",
    [
        "Ms Ilse van Goris spoke.",
        "The van was late.",
        "Nina Abovyan wrote it.",
        "Lake Van froze.",
        "They saw Batman twice.",
    ],
)
def test_names_that_are_no_places(reader, text):
    """A family name, a vehicle, a lake and a film are no towns."""
    assert found(reader, text, "place") == []


def test_a_capital_that_acts_is_a_party(reader):
    """A capital that says something stands for its government, one that is travelled to does not."""
    assert found(reader, "Baku said no. He flew to Baku.", "party") == [("Baku", "AZ")]
    assert found(reader, "Baku said no. He flew to Baku.", "place") == [("Baku", "baku")]


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("Armenian officials met the OSCE.", ["AM", "OSCE"]),
        ("He learns the Armenian language.", []),
        ("Российские и армянские компании строят.", ["RU", "AM"]),
        ("A lawyer from Atlanta, Georgia, spoke.", []),
        ("Roads in Georgia are closed.", ["GE"]),
    ],
)
def test_parties(reader, text, parties):
    """Countries, their adjectives and bodies count; languages and the other Georgia do not."""
    assert [value for _, value in found(reader, text, "party")] == parties


def test_persons_with_their_role(reader):
    """A person has the name as written, and the role that stands before it."""
    made = reader.read("Deputy Minister Mher Tashiryan spoke. Later Tashiryan left.", published=DAY)
    people = [(m.value, m.note) for m in made.mentions if m.kind == "person"]
    assert people == [("Mher Tashiryan", "Deputy Minister"), ("Tashiryan", "")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ulaştırma Bakanı Abdulkadir Uraloğlu açıkladı.", ["Abdulkadir Uraloğlu"]),
        ("Xarici işlər naziri Ceyhun Bayramov Bakıda olub.", ["Ceyhun Bayramov", "baku"]),
        ("Prezident İlham Əliyev Şuşada çıxış edib.", ["İlham Əliyev", "shusha"]),
        ("Minister of Economy Mikayil Jabbarov went to Tbilisi.", ["Mikayil Jabbarov", "tbilisi"]),
    ],
)
def test_a_name_ends_where_an_office_or_a_place_begins(reader, text, names):
    """What a minister is in charge of, and where one was, are no parts of the name."""
    mentions = reader.read(text, published=DAY).mentions
    assert [one.value for one in mentions if one.kind in ("person", "place")] == names


def test_documents_and_provisions(reader):
    """A document is told by its kind and date, and a point belongs to the document named beside it."""
    made = reader.read("Point 1 of the trilateral statement of 10 November 2020 is in force.", published=DAY)
    kinds = {m.kind: m.value for m in made.mentions}
    assert (kinds["document"], kinds["provision"]) == ("D01", "D01-1")


def test_documents_of_another_region_by_their_titles():
    """An accord is known by its title, a communiqué by its date, and a clause beside its accord."""
    reader = Reader.of(reopen.load(INVENTED))
    text = "They met under clause 4 of the Corran Accord. The communiqué of 15 March 2022 says no more."
    held = reader.read(text, published=DAY).mentions
    assert [one.value for one in held if one.kind == "provision"] == ["TV1-4"]
    assert [one.value for one in held if one.kind == "document"] == ["TV1", "TV2"]


def test_a_sentence_proposes_an_event_and_a_claim(reader):
    """A sentence with a kind, a place and a day becomes a row; a figure of a project becomes a claim."""
    text = "Talks of Armenia and Turkey took place in Gyumri on 3 March. The Horadiz-Aghband railway is 110.4 km long."  # noqa: E501
    made = reader.read(text, published=DAY)
    row = made.events[0].row
    assert (row["kind"], row["date"], row["place"], row["parties"]) == (
        "meeting",
        "2026-03-03",
        "gyumri",
        "AM;TR",
    )
    claim = made.claims[0].row
    assert (claim["attribute"], claim["value"], claim["unit"]) == ("length", "110.4", "km")
    assert "R01" in claim["subject_ids"].split(";")


def test_without_a_day_of_publication_relative_dates_are_left_out(reader):
    """Nothing is guessed where the day of publication is not known, and a note says so."""
    made = reader.read("Yesterday, on 4 March, and in May 2024.")
    assert [m.value for m in made.mentions if m.kind == "date"] == ["2024-05"]
    assert "publication" in made.notes[0]


def test_a_publication_date_that_is_no_day(reader):
    """A month is no day of publication: one clear message."""
    with pytest.raises(SettingsError, match="published"):
        reader.read("text", published="2026-03")


def test_html_is_read_without_scripts(reader):
    """Scripts are no text, and each mention can be found in the page."""
    page = "<html><script>Baku said</script><p>Trains to <b>Gyu</b>mri &amp; Kars</p></html>"
    made = reader.read(page, published=DAY)
    places = [m for m in made.mentions if m.kind == "place"]
    assert [m.value for m in places] == ["gyumri", "kars"]
    assert page[made.offset(places[1].start) :].startswith("Kars")


def _seconds(reader, text):
    """Seconds of work, the shorter of two tries."""
    taken = []
    for _ in range(2):
        start = process_time()
        reader.read(text, published=DAY, html=text.startswith("<"))
        taken.append(process_time() - start)
    return min(taken)


def _is_linear(reader, unit, length, tail=""):
    """Whether four times as much of something takes about four times as long, and not sixteen times."""
    few, many = (("<p>" + unit * (n // len(unit)) + tail) for n in (length, 4 * length))
    reader.read(few, published=DAY)
    return _seconds(reader, many) < 9.0 * _seconds(reader, few) + 0.02


@pytest.mark.parametrize(
    "unit",
    ["a", "9", ".", " ", "\n", "' ", '" ', "— ", "a\n", "1 ", "1,", "1 000 ", "2025-", "AA ", "Aa ", "A. ", "in ", "first ", "saat ",  # noqa: E501
     "two hundred ", "hundred", "двадцать пять ", "քսան", "Baku ", "Baku-", "Baku and ", "BAKU SAID ", "Kars'ta ", "Baku met. ",  # noqa: E501
     "\u202eBaku\u200b ", "\u202e\u200f", "\u0301", "\ud800", "\x00", "\x1b[31m", "\x1b]", "\x1b[", "5 km ", "5 saat ", "5 years ", "5 May 2025 ",  # noqa: E501
     "May ", "Saturday ", "the same day ", "Mr Aliyev ", "statement of ", "Joint a b statement ", "Point 1 of the statement ",  # noqa: E501
     "5 million US dollars Gyumri Kars cost "],
)  # fmt: skip
def test_hostile_texts_take_linear_time(reader, unit):
    """Nothing that is written over and over in one part of a text makes reading slow."""
    assert _is_linear(reader, unit, 6_000)


@pytest.mark.parametrize(
    "tail", [" days ago", " km", " million dollars", " met.", "'s statement of 10 November 2020"]
)
@pytest.mark.parametrize("unit", ["a", "քսան", "hundred", "9"])
def test_one_long_word_takes_linear_time(reader, unit, tail):
    """Nor does one word without an end that stands where a number or a name could."""
    assert _is_linear(reader, unit, 12_000, tail)


@pytest.mark.parametrize(
    "unit",
    ["<a ", '<p title="', "<!--", "<div>", "<b><i>", "<", "< ", "&", "&amp;", "&#x41;", "<script>", "</p"],
)
def test_hostile_pages_take_linear_time(reader, unit):
    """Nor do tags, quotes and comments that are never closed, nor tags inside tags."""
    assert _is_linear(reader, unit, 30_000)


@pytest.mark.parametrize(
    ("told", "date", "precision"),
    [
        ("from 3 to 7 March 2025", "2025-03-07", "approximate"),
        ("from 30 March to 2 April 2025", "2025-04-02", "approximate"),
        ("in March 2025", "2025-03", "month"),
        ("on 3 March 2025", "2025-03-03", "day"),
        ("in 2024-2025", "2025", "approximate"),
    ],
)
def test_a_stretch_of_time_is_not_a_day(reader, told, date, precision):
    """An event has the end of its time as its date: by then all of it has come, and it is known no later."""
    found = reader.read(f"The delegations met in Tbilisi {told}.", published=DAY)
    assert [(e.row["date"], e.row["date_precision"]) for e in found.events] == [(date, precision)]


@pytest.mark.parametrize("html", [False, True])
def test_a_text_that_is_too_long_is_read_in_part_and_says_so(reader, monkeypatch, html):
    """What lies beyond the limit is not read, and a note says how far the reading went."""
    text = "They drove to Gyumri. " * 6000
    whole = reader.read(text, published=DAY, html=html)
    monkeypatch.setattr("reopen.accord.reading.LIMIT", 50_000)
    part = reader.read(text, published=DAY, html=html)
    told = [note for note in part.notes if "only the first" in note]
    assert not [note for note in whole.notes if "only the first" in note]
    assert len(told) == 1
    end = int(told[0].split()[3].replace(",", ""))
    assert part.text == whole.text
    assert part.mentions == tuple(one for one in whole.mentions if one.end <= end)
    assert 50_000 <= end < len(text)
    assert 0 < len(part.mentions) < len(whole.mentions)


@pytest.mark.parametrize("blank", ["", " ", "\n" * 100_000])
def test_blank_rests_are_no_part_that_was_not_read(reader, monkeypatch, blank):
    """A text that ends with blanks beyond the limit was read whole."""
    monkeypatch.setattr("reopen.accord.reading.LIMIT", 50_000)
    assert reader.read("They drove to Gyumri." + blank, published=DAY).notes == ()


def test_colours_of_a_terminal_are_no_lengths(reader):
    """What sets colours is not read, and quotes still stand where they are in the text."""
    text = "\x1b[31mGyumri\x1b[0m is 5 km away."
    found = reader.read(text, published=DAY)
    assert [(m.kind, m.quote) for m in found.mentions] == [("place", "Gyumri"), ("quantity", "5 km")]
    assert all(text[m.start : m.end] == m.quote for m in found.mentions)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The ministers of Armenia and Turkey met.", "meeting"),
        ("Margara was closed.", "closure"),
        ("The gate at Margara was opened.", "opening"),
    ],
)
def test_a_verb_at_the_end_tells_an_event(reader, text, kind):
    """A sentence that ends with its verb tells an event like any other."""
    assert [event.row["kind"] for event in reader.read(text, published=DAY).events] == [kind]


def test_a_country_that_no_list_knows(reader):
    """An invented country is known by its name, and by an adjective made of it."""
    region = reopen.load()
    countries = region["country"].copy()
    countries.loc[0, ["country_id", "name"]] = ["BV", "Borovia"]
    made = read("Borovian engineers and Borovia agreed.", region.replace(country=countries), published=DAY)
    assert [m.value for m in made.mentions if m.kind == "party"] == ["BV", "BV"]
