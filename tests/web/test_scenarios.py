"""Scenarios: saved, loaded, compared; conflicts told; the baseline untouched; no name becomes a path."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopen.web.problems import ConflictError, WrongRequestError
from reopen.web.scenario import Edit, Saved, diff, kept
from reopen.web.scenario_reading import MOST_EDITS, parsed
from reopen.web.scenarios import ID, Folder, slug

OVER = Saved("0", "Baseline", "r", "0" * 64, "2026-01-01")
KNOWN = ("a", "b", "c")
EDITS = st.lists(st.builds(Edit, st.sampled_from(["open", "close"]), st.sampled_from("abcx")), max_size=12)


def scenario(name="Both ways", **more):
    """A scenario as a page sends it."""
    return {"format": 1, "name": name, "edits": [{"do": "open", "id": "valley-road"}], **more}


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


def test_saving_over_keeps_what_the_region_lost(small, small_desk):
    """The page sends only openings that it knows; the file keeps the others in place, and its region."""
    gone, road = {"do": "open", "id": "gone-opening"}, {"do": "open", "id": "valley-road"}
    file = scenario("Kept", edits=[road, gone], region="elsewhere", region_sha256="f" * 64)
    made = small.send("POST", "/api/scenarios", file).json()
    shut = {"do": "close", "id": "valley-road"}
    page = {"name": "Kept", "notes": "", "as_of": made["as_of"], "edits": [road, shut], "settings": {}}
    found = small.send("PUT", f"/api/scenarios/{made['id']}", page | {"revision": 1}).json()
    again = small.send("PUT", f"/api/scenarios/{made['id']}", page | {"revision": 2, "edits": found["edits"]})
    data = json.loads((small_desk.folder.path / f"{made['id']}.json").read_text())
    small.send("DELETE", f"/api/scenarios/{made['id']}")
    assert data["edits"] == found["edits"] == [road, gone, shut]
    assert (data["region"], data["region_sha256"], data["revision"]) == ("elsewhere", "f" * 64, 3)
    assert [c["id"] for c in again.json()["conflicts"]] == ["gone-opening", "elsewhere"]


def test_edits_that_stay_count_as_edits(small, saved):
    """A file never gets more edits than can be read again."""
    gone = [{"do": "open", "id": "gone"}]
    put = f"/api/scenarios/{saved['id']}"
    small.send("PUT", put, scenario(saved["name"], revision=1, edits=gone))
    many = [{"do": "close", "id": "valley-road"}] * MOST_EDITS
    found = small.send("PUT", put, scenario(saved["name"], revision=2, edits=many))
    assert (found.status_code, found.json()["error"]["problems"][0]["place"]) == (422, "edits")
    assert small.get(put).json()["edits"] == gone


@given(EDITS, EDITS)
def test_what_is_kept_is_all_that_was_unknown_and_all_that_is_new(old, new):
    """Known edits are the new ones in their order; no unknown edit is lost, and none comes twice."""
    found = kept(old, new, KNOWN)
    assert [e for e in found if e.id in KNOWN] == [e for e in new if e.id in KNOWN]
    unknown = [Counter(e for e in some if e.id not in KNOWN) for some in (old, new, found)]
    assert unknown[2] == unknown[0] | unknown[1]
    assert kept(found, found, KNOWN) == found


def test_a_file_of_another_region_is_told(small):
    """It is taken, and told as a conflict by the region's name; one of this region is not."""
    made = small.send("POST", "/api/scenarios", scenario("Far", region="elsewhere")).json()
    small.send("DELETE", f"/api/scenarios/{made['id']}")
    assert [(c["edit"], c["id"]) for c in made["conflicts"]] == [(-1, "elsewhere")]
    assert made["region_sha256"] == ""


@pytest.mark.parametrize("more", [{}, {"version": 1}, {"format": 99}, {"format": None}, {"format": True}])
def test_a_file_that_does_not_say_its_format_is_refused(small, more):
    """Only what the page sends of a scenario without a file needs no format."""
    found = small.send("POST", "/api/scenarios", {"name": "Old", "edits": [], **more})
    assert [p["place"] for p in found.json()["error"]["problems"]] == ["format"]
    page = {"name": "Of the page", "notes": "", "as_of": "2026-01-01", "edits": [], "settings": {}}
    made = small.send("POST", "/api/scenarios", page)
    small.send("DELETE", f"/api/scenarios/{made.json()['id']}")
    assert made.status_code == 201


def test_no_two_scenarios_are_saved_under_one_name(small, saved):
    """A new one and a renamed one are refused; a file from elsewhere is taken, and both are told."""
    second = small.send("POST", "/api/scenarios", scenario(saved["name"].upper() + " "))
    assert second.status_code == 409 and "already" in second.json()["error"]["message"]
    other = small.send("POST", "/api/scenarios", scenario("Other")).json()
    put = f"/api/scenarios/{other['id']}"
    assert small.send("PUT", put, scenario(saved["name"], revision=1)).status_code == 409
    assert small.send("PUT", put, scenario("Other", revision=1)).status_code == 200
    small.send("DELETE", put)
    file = small.get(f"/api/scenarios/{saved['id']}/file").json()
    twin = small.send("POST", "/api/scenarios", file).json()
    every = {s["id"]: s["conflicts"] for s in small.get("/api/scenarios").json()["scenarios"]}
    small.send("DELETE", f"/api/scenarios/{twin['id']}")
    assert [c["id"] for c in twin["conflicts"]] == [saved["name"]]
    assert every[saved["id"]] and every[twin["id"]] and not every["0"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": "   "}, "name: it is only spaces; a scenario needs a name to be found by; write a name"),
        ({"name": "a\u202eb"}, "name: it holds a character that cannot be seen: U+202E (right-to-left"),
        ({"name": "x" * 201}, "name: it has 201 characters; it may have at most 200; write a shorter one"),
        ({"name": "x", "edits": [{"do": "fly", "id": "a"}]}, 'edit 1: its "do" is "fly" (for a); an edit'),
        ({"name": "x", "settings": {"rate": "x"}}, 'settings: rate is "x"; it must be a number'),
        ({"name": "x", "as_of": "2026-13-45"}, "as_of: '2026-13-45' is no date; a date is such as"),
        (
            {"name": "x", "settings": {"elasticity": 100, "rate": 30}},
            "settings: elasticity is 100; it must be a number from 0 to 5; write a number, or take it out",
        ),
    ],
)
def test_what_is_wrong_is_told_once_in_words(data, words):
    """One problem, no text of a programming language, and a message that does not say it again."""
    with pytest.raises(WrongRequestError) as caught:
        parsed(data, OVER)
    assert str(caught.value).startswith(words)
    assert len(caught.value.problems) == 1
    assert caught.value.body()["error"]["message"] == "One thing has to be mended first."


def test_a_stored_setting_beyond_its_range_is_a_conflict(small, small_desk, saved):
    """A file of an earlier version is loaded without it, told so, and left as it is."""
    path = small_desk.folder.path / f"{saved['id']}.json"
    path.write_text(path.read_text().replace('"elasticity": 1.5', '"elasticity": 100, "rate": 4'))
    before = path.read_bytes()
    found = small.get(f"/api/scenarios/{saved['id']}").json()
    assert found["settings"] == {"rate": 4}
    assert [(c["edit"], c["id"]) for c in found["conflicts"]] == [(-1, "elasticity")]
    assert "goes from 0 to 5; the central value is used" in found["conflicts"][0]["message"]
    assert path.read_bytes() == before


def test_what_may_be_saved_is_answered(small, small_desk):
    """A scenario's settings and the sliders end at the same figures."""
    for slider in small_desk.sliders:
        for value, status in ((slider.low, 200), (slider.high, 200), (slider.high + 0.5, 422)):
            assert small.get(f"/api/answer?{slider.id}={value}").status_code == status
            made = small.send("POST", "/api/scenarios", scenario("Ends", settings={slider.id: value}))
            assert made.status_code == (201 if status == 200 else 422)
            if status == 200:
                small.send("DELETE", f"/api/scenarios/{made.json()['id']}")


def test_a_file_to_share_is_the_one_that_is_stored(small, small_desk, saved):
    """Byte by byte, so that files can be compared line by line; the baseline's has the same form."""
    stored = (small_desk.folder.path / f"{saved['id']}.json").read_bytes()
    assert small.get(f"/api/scenarios/{saved['id']}/file").content == stored
    baseline = small.get("/api/scenarios/0/file")
    assert baseline.text.startswith('{\n "id": "0",\n "name": "Baseline",\n')


def test_two_who_save_the_same_scenario_do_not_lose_each_others_work(small, saved):
    """The second one is told that the scenario was saved since."""
    first = small.send("PUT", f"/api/scenarios/{saved['id']}", scenario("Mine", revision=1))
    second = small.send("PUT", f"/api/scenarios/{saved['id']}", scenario("Theirs", revision=1))
    assert (first.status_code, first.json()["revision"]) == (200, 2)
    assert second.status_code == 409
    assert small.get(f"/api/scenarios/{saved['id']}").json()["name"] == "Mine"


def test_two_servers_over_one_folder_do_not_lose_each_others_work(small_desk, tmp_path, monkeypatch):
    """Of two servers that save over the same scenario at once, one is told."""
    one, two = (Folder(tmp_path, small_desk.folder.baseline) for _ in range(2))
    made, write = one.add(replace(one.baseline, name="Shared")), Folder._write

    def slowly(self, changed):
        sleep(0.2)
        return write(self, changed)

    def save(folder, notes):
        try:
            return folder.change(made.id, replace(made, notes=notes), made.revision, ()).notes
        except ConflictError:
            return "told"

    monkeypatch.setattr(Folder, "_write", slowly)
    with ThreadPoolExecutor(2) as both:
        told = list(both.map(save, (one, two), ("mine", "theirs")))
    assert told.count("told") == 1
    assert one.one(made.id).notes in told


def test_everything_wrong_is_told_at_once(small):
    """Name, edits, settings and format are all told."""
    data = {"name": "", "edits": [{"do": "shut"}, 5], "settings": {"tax": 1, "rate": "x"}, "format": 9}
    found = small.send("POST", "/api/scenarios", data)
    places = [p["place"] for p in found.json()["error"]["problems"]]
    assert found.status_code == 422
    assert places == ["format", "name", "edit 1", "edit 2", "settings", "settings"]


@pytest.mark.parametrize("data", [None, [], "x", {"name": "x" * 300}, {"name": "a\x00b"}, {"name": "\ud800"}])
def test_what_is_no_scenario_is_refused_in_words(data):
    """Other JSON is refused with what was expected."""
    with pytest.raises(WrongRequestError) as caught:
        parsed(data, OVER)
    assert caught.value.problems[0].expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "the file cannot be read"),
        ("[" * 20_000 + "]" * 20_000, "the file cannot be read (it is nested too deep)"),
        ('{"format": 2, "name": "Later"}', "it is 2; this version of reopen reads format 1"),
    ],
)
def test_a_file_that_cannot_be_read_is_listed_and_hides_no_other(small, small_desk, saved, text, words):
    """It stands in the list by its id with what is wrong; others are listed, saved and it can be deleted."""
    (small_desk.folder.path / "broken-abcdef.json").write_text(text)
    listed = small.get("/api/scenarios").json()["scenarios"]
    other = small.send("POST", "/api/scenarios", scenario("Beside it"))
    small.send("DELETE", f"/api/scenarios/{other.json()['id']}")
    alone = small.get("/api/scenarios/broken-abcdef").status_code
    deleted = small.send("DELETE", "/api/scenarios/broken-abcdef").status_code
    assert [one["id"] for one in listed] == ["0", saved["id"], "broken-abcdef"]
    ((conflict,), number) = listed[2]["conflicts"], listed[2]["format"]
    assert words in conflict["message"]
    assert (number, listed[2]["open"], listed[1]["conflicts"]) == (0, [], [])
    assert (other.status_code, alone, deleted) == (201, 422, 204)


def test_a_link_in_the_folder_leads_nowhere(small, small_desk, tmp_path, saved):
    """A symbolic link is not followed out of the folder, neither by its id nor for the list."""
    (tmp_path / "secret.json").write_text('{"format": 1, "name": "secret"}')
    link = small_desk.folder.path / "secret-abcdef.json"
    link.symlink_to(tmp_path / "secret.json")
    found, listed = small.get("/api/scenarios/secret-abcdef"), small.get("/api/scenarios").json()
    link.unlink()
    assert found.status_code == 404
    assert [one["id"] for one in listed["scenarios"]] == ["0", saved["id"]]


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
