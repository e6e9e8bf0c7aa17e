"""The examples run, and say what the documents say they do."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_example_runs(path, capsys):
    """Every example runs to its end and prints something."""
    runpy.run_path(str(path), run_name="__main__")
    assert capsys.readouterr().out


def test_the_chain_is_worth_something_only_as_a_whole(capsys):
    """The chain example prints one cost for all incomplete chains and a much lower one for the whole."""
    path = Path(__file__).parent.parent / "examples/open_a_chain.py"
    runpy.run_path(str(path), run_name="__main__")
    costs = [float(line.split()[0]) for line in capsys.readouterr().out.splitlines()]
    assert len(costs) == 8
    assert len(set(costs[:-1])) == 1
    assert costs[-1] < 0.5 * costs[0]
