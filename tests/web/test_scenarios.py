"""Scenarios: saved, loaded, compared; conflicts told; the baseline untouched; no name becomes a path."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopen.web.problems import WrongRequestError
from reopen.web.scenarios import ID, Edit, Saved, diff, parsed, slug

OVER = Saved("0", "Baseline", "r", "0" * 64, "2026-01-01")
KNOWN = ("a", "b", "c")
EDITS = st.lists(st.builds(Edit, st.sampled_from(["open", "close"]), st.sampled_from("abcx")), max_size=12)


def scenario(name="Both ways", **more):
    """A scenario as a page sends it."""
    return {"name": name, "edits": [{"do": "open", "id": "valley-road"}], **more}


@pytest.fixture
def saved(small):
    """A saved scenario; deleted in the end."""
    made = small.send("POST", "/api/scenarios", scenario(settings={"elasticity": 1.5}, notes="a\nb")).json()
    yield made
    small.send("DELETE", f"/api/scenarios/{made['id']}")


def test_the_baseline_is_first_and_cannot_be_changed(small):
    """Scenario 0 is always there, holds nothing, and stays."""
    assert small.get("/api/scenarios").json()["scenarios"][0]["id"] == "0"
    for method in ("PUT", "DELETE"):
        found = small.send(method, "/api/scenarios/0", scenario(revision=0))
        assert (found.status_code, found.json()["error"]["code"]) == (409, "conflict")
    assert small.get("/api/scenarios/0").json()["open"] == []


def test_what_is_saved_comes_back_whole(small, saved):
    """Name, notes, edits and settings come back, with what is open."""
    found = small.get(f"/api/scenarios/{saved['id']}").json()
    assert found == saved
    assert (found["open"], found["settings"], found["notes"]) == (
        ["valley-road"],
        {"elasticity": 1.5},
        "a\nb",
    )
    assert (found["revision"], found["format"], found["conflicts"]) == (1, 1, [])


def test_a_file_from_elsewhere_is_taken_with_what_it_was_made_over(small, saved):
    """A file that was shared is saved under an id of its own and still says over which region it was made."""
    file = small.get(f"/api/scenarios/{saved['id']}/file").json() | {"region_sha256": "f" * 64}
    made = small.send("POST", "/api/scenarios", file).json()
    assert made["id"] != saved["id"]
    assert (made["edits"], made["region_sha256"]) == (saved["edits"], "f" * 64)
    small.send("DELETE", f"/api/scenarios/{made['id']}")


def test_ids_that_the_region_lost_are_told_and_kept(small, small_desk):
    """An edit of an opening that is gone is a conflict, is not open, and stays in the file."""
    edits = [{"do": "open", "id": "old-bridge"}, {"do": "open", "id": "valley-road"}]
    made = small.send("POST", "/api/scenarios", scenario(edits=edits)).json()
    assert made["edits"] == edits
    assert made["open"] == ["valley-road"]
    assert [(c["edit"], c["id"]) for c in made["conflicts"]] == [(0, "old-bridge")]
    path = small_desk.folder.path / f"{made['id']}.json"
    assert json.loads(path.read_text())["edits"] == edits
    small.send("DELETE", f"/api/scenarios/{made['id']}")


def test_two_who_save_the_same_scenario_do_not_lose_each_others_work(small, saved):
    """The second one is told that the scenario was saved since."""
    first = small.send("PUT", f"/api/scenarios/{saved['id']}", scenario("Mine", revision=1))
    second = small.send("PUT", f"/api/scenarios/{saved['id']}", scenario("Theirs", revision=1))
    assert (first.status_code, first.json()["revision"]) == (200, 2)
    assert second.status_code == 409
    assert small.get(f"/api/scenarios/{saved['id']}").json()["name"] == "Mine"


def test_everything_wrong_is_told_at_once(small):
    """Name, edits, settings and format are all told."""
    data = {"name": "", "edits": [{"do": "shut"}, 5], "settings": {"tax": 1, "rate": "x"}, "format": 9}
    found = small.send("POST", "/api/scenarios", data)
    places = [p["place"] for p in found.json()["error"]["problems"]]
    assert found.status_code == 422
    assert places == ["format", "edits[0]", "edits[1]", "settings", "settings"]


@pytest.mark.parametrize("data", [None, [], "x", {"name": "x" * 300}, {"name": "a\x00b"}, {"name": "\ud800"}])
def test_what_is_no_scenario_is_refused_in_words(data):
    """Other JSON is refused with what was expected."""
    with pytest.raises(WrongRequestError) as caught:
        parsed(data, OVER)
    assert caught.value.problems[0].expected


def test_a_broken_file_hides_no_other(small, small_desk, saved):
    """A file that cannot be read is left out of the list and told when it is asked for."""
    broken = small_desk.folder.path / "broken-abcdef.json"
    broken.write_text("{")
    names = [s["id"] for s in small.get("/api/scenarios").json()["scenarios"]]
    assert saved["id"] in names and "broken-abcdef" not in names
    assert small.get("/api/scenarios/broken-abcdef").status_code == 422
    broken.unlink()


def test_a_link_in_the_folder_leads_nowhere(small, small_desk, tmp_path, saved):
    """A symbolic link is not followed out of the folder."""
    (tmp_path / "secret.json").write_text('{"name": "secret"}')
    link = small_desk.folder.path / "secret-abcdef.json"
    link.symlink_to(tmp_path / "secret.json")
    assert small.get("/api/scenarios/secret-abcdef").status_code == 404
    link.unlink()


@given(st.text(max_size=200))
def test_any_name_makes_an_id_of_one_form(name):
    """Whatever a scenario is called, its file's name is plain."""
    assert ID.fullmatch(f"{slug(name)}-abc123")


@given(EDITS)
def test_what_is_open_follows_the_last_word_on_each_opening(edits):
    """The last edit of each opening decides."""
    last = {edit.id: edit.do for edit in edits}
    open_ = Saved("s", "s", "r", "", "", edits=tuple(edits)).open(KNOWN)
    assert open_ == [name for name in KNOWN if last.get(name) == "open"]


@given(EDITS, EDITS)
def test_a_diff_leads_from_one_to_the_other(one, two):
    """Kept and removed edits are the first scenario's, kept and added ones the second's."""
    a, b = (Saved(n, n, "r", "", "", edits=tuple(e)) for n, e in (("a", one), ("b", two)))
    found = diff(a, b, KNOWN)
    mine = [Edit(**edit) for mark, edit in found["edits"] if mark != "+"]
    theirs = [Edit(**edit) for mark, edit in found["edits"] if mark != "-"]
    assert (mine, theirs) == (one, two)
    assert sorted(found["only_a"] + found["both"]) == sorted(a.open(KNOWN))
    assert sorted(found["only_b"] + found["both"]) == sorted(b.open(KNOWN))


def test_a_diff_of_saved_scenarios_names_settings(small, saved):
    """Settings that differ stand with both values."""
    found = small.get(f"/api/diff?a=0&b={saved['id']}").json()
    assert found["only_b"] == ["valley-road"]
    assert found["settings"] == [["elasticity", None, 1.5]]
