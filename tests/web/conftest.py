"""Servers to test: over the starter region, and over the embedded one."""

from __future__ import annotations

from pathlib import Path

import pytest

import reopen
from reopen.region.template import new
from reopen.settings import Settings
from reopen.web.desk import Desk, Setup
from tests.web.client import client_of


def desk_of(given: str | None, scenarios: Path) -> Desk:
    """A desk over a region."""
    region, settings = reopen.load(given), Settings(package_draws=16)
    return Desk(
        Setup(
            given=given,
            region=region,
            seen=settings.apply(region),
            settings=settings,
            day=region.meta.as_of,
            scenarios=scenarios,
            jobs=2,
        )
    )


@pytest.fixture(scope="session")
def small_desk(tmp_path_factory):
    """A desk over the starter region, shared: tests leave its scenarios as they found them."""
    folder = tmp_path_factory.mktemp("served")
    new(folder / "region")
    desk = desk_of(str(folder / "region"), folder / "scenarios")
    yield desk
    desk.close()


@pytest.fixture
def small(small_desk):
    """A page of that server that has brought its token."""
    with client_of(small_desk) as client:
        yield client


@pytest.fixture(scope="session")
def large_desk(tmp_path_factory):
    """A desk over the embedded region."""
    desk = desk_of(None, tmp_path_factory.mktemp("large"))
    yield desk
    desk.close()


@pytest.fixture
def large(large_desk):
    """A page of that server that has brought its token."""
    with client_of(large_desk) as client:
        yield client
