"""Orders kept on disk."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.path import hierarchy
from reopen.path.hierarchy import Hierarchy
from reopen.path.kept import folder, kept
from tests.path.test_hierarchy import road_like, same


def never():
    raise AssertionError("found anew")


@pytest.fixture
def order():
    return np.array([2, 0, 1], dtype=np.int32)


def test_an_order_is_found_once(tmp_path, order):
    """The second time an order is read; for another graph it is found."""
    graph, other = (np.arange(3), np.arange(4)), (np.arange(3), np.arange(5))
    where = tmp_path / "new"
    assert np.array_equal(kept(graph, lambda: order, where), order)
    assert np.array_equal(kept(graph, never, where), order)
    with pytest.raises(AssertionError, match="found anew"):
        kept(other, never, where)
    assert [p.suffix for p in where.iterdir()] == [".npy"]


@pytest.mark.parametrize("content", [b"", b"garbage", None])
def test_a_damaged_file_is_found_anew(tmp_path, order, content):
    """A file that is empty, no array, or no permutation is replaced."""
    graph = (np.arange(3),)
    kept(graph, lambda: order, tmp_path)
    (path,) = tmp_path.iterdir()
    if content is None:
        np.save(path, np.array([0, 0, 1], dtype=np.int32))
    else:
        path.write_bytes(content)
    assert np.array_equal(kept(graph, lambda: order, tmp_path), order)
    assert np.array_equal(kept(graph, never, tmp_path), order)


def test_a_folder_that_cannot_be_written_is_let_be(tmp_path, order):
    """Where there can be no folder the order is found, and nothing is raised."""
    taken = tmp_path / "file"
    taken.touch()
    assert np.array_equal(kept((np.arange(3),), lambda: order, taken / "in"), order)


def test_where_orders_are_kept(monkeypatch, tmp_path):
    """REOPEN_CACHE names the folder."""
    monkeypatch.setenv("REOPEN_CACHE", str(tmp_path / "here"))
    assert folder() == tmp_path / "here"
    monkeypatch.delenv("REOPEN_CACHE")
    assert folder().name == "reopen"


def test_a_hierarchy_from_a_kept_order_is_the_same(monkeypatch, tmp_path):
    """A large network's order is read from the folder, and gives the same; closed nodes count."""
    first, head, cost = road_like(20, 3)
    monkeypatch.setattr(hierarchy, "KEPT_FROM", 100)
    once = Hierarchy.of(first, head, cache=tmp_path)
    monkeypatch.setattr(hierarchy, "dissection", lambda *args, **kwargs: never())
    again = Hierarchy.of(first, head, cache=tmp_path)
    same(once.customize(cost), again.customize(cost))
    closed = np.zeros(len(first) - 1, dtype=bool)
    closed[5] = True
    with pytest.raises(AssertionError, match="found anew"):
        Hierarchy.of(first, head, closed, cache=tmp_path)
