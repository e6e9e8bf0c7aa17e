"""Servers to test: over the starter region, and over the embedded one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import reopen
from reopen.region.template import new
from reopen.settings import Settings
from reopen.web.desk import Desk, Setup
from tests.web.client import client_of
from tests.web.served import VALLEYS, serving


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


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """The address of a server of the embedded region, for a browser."""
    with serving(tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="module")
def valleys(tmp_path_factory):
    """The address of a server of the small region, whose packages are solved in seconds."""
    with serving(tmp_path_factory.mktemp("valleys"), str(VALLEYS)) as address:
        yield address


@pytest.fixture(scope="module")
def shots(request, tmp_path_factory):
    """Where a module's pictures are kept: in the folder that REOPEN_SHOTS names, else in one of the tests."""
    named = os.environ.get("REOPEN_SHOTS")
    folder = Path(named).absolute() if named else tmp_path_factory.mktemp("screenshots")
    folder /= request.module.__name__.rpartition(".")[2]
    folder.mkdir(parents=True, exist_ok=True)
    return folder
