"""Every stage of a long solve that the server can tell has words in the page's catalogue."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

import pytest

import reopen
from reopen.rebuild.schedule import schedule
from reopen.web.questions import Question
from reopen.web.solves import KINDS

SOURCES = Path(reopen.__file__).parent
CATALOGUE = Path(__file__).parents[2] / "web" / "src" / "app" / "messages" / "en.json"

#: Modules whose stages only commands tell.
COMMANDS = ("sides.py", "sequence.py", "congested.py")

#: A stage by its name where it is told or timed.
TOLD = re.compile(r'\b(?:progress|stage|timer|told)\(\s*"(\w+)"')
#: A stage of the plan of a programme, which is told from a table.
PLANNED = re.compile(r'^ +"(\w+)": self\.\w+,$', re.MULTILINE)


@pytest.fixture(scope="module")
def words():
    """Stages that the page has words for."""
    keys = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return {key.removeprefix("doing.") for key in keys if key.startswith("doing.")} - {"other"}


def test_every_stage_in_the_sources_has_words(words):
    """No stage that a solve tells is without words, and none has words that no solve tells."""
    files = [
        SOURCES / "study.py",
        *(f for part in ("benefit", "rebuild", "web") for f in (SOURCES / part).glob("*.py")),
    ]
    told = {
        name for file in files if file.name not in COMMANDS for name in TOLD.findall(file.read_text("utf-8"))
    }
    planned = set(PLANNED.findall(inspect.getsource(inspect.getmodule(schedule))))
    assert planned == {"bound", "search", "improve", "proof"}
    assert told | planned == words


@pytest.mark.parametrize("kind", ["packages", "lattice", "report"])
def test_every_stage_told_has_words(kind, words, small_desk):
    """What a solve tells as it goes has words, also where the stage's name is handed on."""
    told = set()
    KINDS[kind](small_desk.order(kind, Question(())), lambda stage, _: told.add(stage))
    assert told
    assert told <= words
