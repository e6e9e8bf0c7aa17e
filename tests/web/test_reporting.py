"""What a report says of the scenario that it was made for."""

from __future__ import annotations

from reopen.web.questions import Question
from reopen.web.reporting import DIFFERS, about


def test_openings_and_moved_assumptions_are_named(small_desk):
    """Titles of the openings, each slider that was moved and the region's own value, why figures differ."""
    setup = small_desk.setup
    titles = dict(zip(setup.seen["opening"]["opening_id"], setup.seen["opening"]["title"], strict=True))
    question = Question(open=tuple(titles), elasticity=2.5, rate=7.0)
    made, moved, differs = about(setup.seen, setup.settings, question, "Both")
    assert made == f"Made for the scenario “Both”: {'; '.join(titles.values())}."
    central = {slider.id: slider.central for slider in small_desk.sliders}
    assert f"delivered price 2.5 instead of {central['elasticity']:g};" in moved
    assert moved.endswith(f"Discount rate 7 instead of {central['rate']:g} % a year.")
    assert "Value of time" not in moved
    assert differs == DIFFERS


def test_the_baseline_has_nothing_to_say(small_desk):
    """Nothing open and nothing moved: the report is that of the region."""
    assert about(small_desk.setup.seen, small_desk.setup.settings, Question(), "x") == []
