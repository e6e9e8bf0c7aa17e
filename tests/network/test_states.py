"""States on a date: which row decides, and what it lets pass."""

from __future__ import annotations

import pytest

from reopen.network.states import states_at

LINK, GATE = "rd-alder-birch", "valley-gate"


def rows(*states, subject=LINK):
    """State rows from (date, state, direction, traffic) tuples."""
    return [
        {"subject_id": subject, "date": d, "state": s, "direction": w, "traffic": t} for d, s, w, t in states
    ]


def passable(region, day, table="link", subject=LINK):
    """(freight, passenger) x (there, back) of one subject as a string such as 'FfP.'."""
    found = states_at(region, table, day)
    n = list(region[table][f"{table}_id"]).index(subject)
    letters = ("Ff", "Pp")
    return "".join(letters[k][d] if found.passable[k, n, d] else "." for k in range(2) for d in range(2))


@pytest.mark.parametrize(
    ("history", "day", "expected"),
    [
        ([], "2020-01-01", "FfPp"),
        ([("2000-01-01", "closed", "both", "")], "2020-01-01", "...."),
        ([("2000-01-01", "closed", "both", "")], "2000-01-01", "...."),
        ([("2000-01-01", "closed", "both", "")], "1999-12-31", "FfPp"),
        ([("2000-01-01", "open", "both", "")], "1999-12-31", "...."),
        ([("2000-01-01", "planned", "both", "")], "2020-01-01", "...."),
        ([("2000-01-01", "restricted", "both", "")], "2020-01-01", "..Pp"),
        ([("2000-01-01", "restricted", "both", "freight")], "2020-01-01", "Ff.."),
        ([("2000-01-01", "restricted", "both", "local")], "2020-01-01", "...."),
        ([("2000-01-01", "restricted", "both", "local;passenger")], "2020-01-01", "..Pp"),
        (
            [("2000-01-01", "open", "both", ""), ("2001-01-01", "restricted", "b_to_a", "")],
            "2020-01-01",
            "F.Pp",
        ),
        ([("2000-01-01", "closed", "both", "passenger")], "2020-01-01", "Ff.."),
        ([("2000-01-01", "closed", "a_to_b", "")], "2020-01-01", ".f.p"),
        (
            [("2000-01-01", "closed", "both", ""), ("2010-01-01", "open", "both", "freight")],
            "2020-01-01",
            "Ff..",
        ),
        ([("2000-01-01", "closed", "both", ""), ("2010-01-01", "open", "both", "")], "2020-01-01", "FfPp"),
        ([("2010-01-01", "open", "both", ""), ("2000-01-01", "closed", "both", "")], "2020-01-01", "FfPp"),
    ],
)
def test_the_latest_row_about_the_traffic_decides(make_region, history, day, expected):
    """The latest row on or before the date that is about the traffic and direction decides."""
    region = make_region(state=rows(*history) or None)
    assert passable(region, day) == expected


def test_a_gate_before_its_first_row_does_not_stand(make_region):
    """Before its first row no gate stands: the link passes without one."""
    region = make_region(state=rows(("2000-01-01", "closed", "both", ""), subject=GATE))
    before, after = (states_at(region, "crossing", d) for d in ("1999-12-31", "2000-01-01"))
    n = list(region["crossing"]["crossing_id"]).index(GATE)
    assert (before.exists[n], after.exists[n]) == (False, True)
    assert passable(region, "1999-12-31", "crossing", GATE) == "FfPp"
    assert passable(region, "2000-01-01", "crossing", GATE) == "...."


def test_a_state_found_later_makes_the_time_before_uncertain(make_region):
    """When the next row only says that a state was found by its date, the date before it is uncertain."""
    history = rows(("1988-01-01", "open", "both", ""), ("2020-11-10", "destroyed", "both", ""))
    history[1]["date_precision"] = "by"
    region = make_region(state=history)
    n = list(region["link"]["link_id"]).index(LINK)
    found = {day: states_at(region, "link", day) for day in ("2005-01-01", "2020-11-10")}
    assert found["2005-01-01"].uncertain[n]
    assert not found["2020-11-10"].uncertain[n]
    assert found["2020-11-10"].state[n] == "destroyed"


def test_one_word_for_a_state_held_back_for_passengers_only(make_region):
    """A subject open to freight and closed to passengers reads as restricted."""
    region = make_region(state=rows(("2000-01-01", "closed", "both", "passenger")))
    n = list(region["link"]["link_id"]).index(LINK)
    assert states_at(region, "link", "2020-01-01").state[n] == "restricted"


def test_the_embedded_region_at_three_dates(south_caucasus):
    """The Meghri railway stood in 1988 and not in 2020; the Aghdam railway runs again since 2025."""
    ids = list(south_caucasus["link"]["link_id"])
    meghri, aghdam = ids.index("rl-nrnadzor-meghri"), ids.index("rl-barda-aghdam")
    words = {
        day: states_at(south_caucasus, "link", day).state
        for day in ("1988-06-01", "2020-11-10", "2026-03-31")
    }
    assert [words[d][meghri] for d in words] == ["open", "removed", "removed"]
    assert words["1988-06-01"][aghdam] == "open"
    assert words["2020-11-10"][aghdam] != "open"
    assert words["2026-03-31"][aghdam] == "open"
