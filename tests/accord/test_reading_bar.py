"""Reading against the bar: labelled texts that nobody looked at while writing the rules."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

SCORER = Path(__file__).parents[2] / "bench" / "reading.py"


@pytest.fixture(scope="module")
def scores(south_caucasus):
    """Precision and recall by kind on the held-out texts, and the bar."""
    spec = importlib.util.spec_from_file_location("bench_reading_bar", SCORER)
    bench = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = bench
    spec.loader.exec_module(bench)
    done = bench.marked("held_out", south_caucasus)
    assert len(done) >= 30
    return {kind: bench.score(done, kind) for kind in bench.BARRED}


@pytest.mark.parametrize("kind", ["place", "date", "quantity", "party"])
def test_the_held_out_texts_are_read_well_enough(scores, kind):
    """At least nine in ten found are right, and at least eight in ten labelled are found."""
    got = scores[kind]
    assert got.labelled >= 80
    assert got.precision >= 0.9, f"{got.right} of {got.found} found are right"
    assert got.recall >= 0.8, f"{got.right} of {got.labelled} labelled are found"
