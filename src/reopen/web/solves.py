"""Long solves, each in a process of its own: what it does, and what it tells on its way."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reopen.errors import ReopenError, SettingsError
from reopen.region.digest import region_sha256
from reopen.region.load import load
from reopen.settings import Settings
from reopen.web.bases import moved
from reopen.web.questions import Question, with_elasticity

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from reopen.progress import Progress
    from reopen.region.region import Region

#: Niceness: answers go first.
NICE = 10
#: Seconds between two words on progress, at least.
APART = 0.1
#: Begins the message with the result; no JSON begins so.
RESULT = b"result "


@dataclass(frozen=True, slots=True)
class Order:
    """What a process is to do; plain, so that it can be handed over.

    Attributes
    ----------
    kind : {"packages", "programme", "lattice", "report"}
        What to solve.
    region : str or None
        Folder or name of the region, as the server was given it.
    region_sha256 : str
        Hash of the region that the server has loaded.
    settings : dict
        The server's settings.
    question : Question
        What is open, and where the sliders stand.
    day : str
        The date to see the region at.
    seed : int
        Seed of every random number.
    title : str
        Name of the scenario in a report.
    """

    kind: str
    region: str | None
    region_sha256: str
    settings: Mapping[str, Any]
    question: Question
    day: str
    seed: int
    title: str = "present scenario"


def work(order: Order, out: Connection) -> None:
    """Solve an order; write progress, then the result or an error, to a pipe as JSON.

    The result comes after a mark, so that the server can send it on without reading it.
    """
    from time import monotonic

    last = [0.0]

    def told(stage: str, share: float) -> None:
        if monotonic() - last[0] > APART or share in (0.0, 1.0):
            last[0] = monotonic()
            _say(out, {"stage": stage, "share": share})

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's, which ends this process
    if hasattr(os, "nice"):
        os.nice(NICE)
    try:
        found = json.dumps(KINDS[order.kind](order, told), ensure_ascii=False, allow_nan=False)
        out.send_bytes(RESULT + found.encode())
    except ReopenError as error:
        _say(out, {"error": str(error)})


def _say(out: Connection, data: Mapping[str, Any]) -> None:
    out.send_bytes(json.dumps(data, ensure_ascii=False, allow_nan=False).encode())


def _ground(order: Order) -> tuple[Region, Settings]:
    """The region and the settings with the sliders' values in place."""
    given, settings, question = load(order.region), Settings.model_validate(order.settings), order.question
    if region_sha256(given) != order.region_sha256:
        raise SettingsError(
            "the region's files have changed since the server began; start `reopen serve` anew"
        )
    region = moved(given, time=question.time, border=question.border)
    if question.elasticity is not None:
        region = with_elasticity(region, question.elasticity)
    if question.rate is not None:
        rest = tuple(rate for rate in settings.discount_rates if rate != question.rate)
        settings = settings.model_copy(update={"discount_rates": (question.rate, *rest)})
    return region, settings


def _packages(order: Order, told: Progress) -> dict[str, Any]:
    from reopen.benefit.benefits import benefits
    from reopen.network.network import build
    from reopen.study import prepared
    from reopen.web.packages import as_json

    region, settings = _ground(order)
    seen, day = prepared(region, settings, order.day)
    few = settings.model_copy(update={"draws": 2, "sensitivity": 0, "packages": {}})
    found = benefits(seen, build(seen), few, as_of=day, seed=order.seed, jobs=_jobs(), progress=told)
    if found.packages is None:
        raise SettingsError("the settings leave the packages out (together = 0); start with other ones")
    return as_json(found.packages)


def _programme(order: Order, told: Progress) -> dict[str, Any]:
    from reopen.rebuild.rebuilding import rebuild
    from reopen.report.rebuild_json import as_json
    from reopen.report.stages import stages_in
    from reopen.study import prepared

    region, settings = _ground(order)
    seen, day = prepared(region, settings, order.day)
    found = rebuild(seen, settings=settings, as_of=day, seed=order.seed, jobs=_jobs(), progress=told)
    return {"stages": stages_in(seen, found), "result": as_json(found)}


def _lattice(order: Order, told: Progress) -> dict[str, Any]:
    from reopen.benefit.combinations import combinations
    from reopen.benefit.decisions import decisions
    from reopen.report.together import as_json

    region, settings = _ground(order)
    seen = settings.apply(region)
    chosen = order.question.open or decisions(seen, order.day)
    return as_json(combinations(seen, chosen, as_of=order.day, jobs=_jobs(), progress=told))


def _report(order: Order, told: Progress) -> dict[str, Any]:
    from reopen.report.html import render
    from reopen.study import run
    from reopen.web.reporting import about

    region, settings = _ground(order)
    title = order.title if order.title not in settings.packages else f"{order.title} (present)"
    given = Settings.model_validate(order.settings)
    words = about(given.apply(load(order.region)), given, order.question, title)
    if order.question.open:
        named = settings.packages | {title: order.question.open}
        settings = settings.model_copy(update={"packages": named})
    study = run(region, settings=settings, as_of=order.day, seed=order.seed, jobs=_jobs(), progress=told)
    told("report", 0.0)
    return {"html": render(study, about=words)}


def _jobs() -> int:
    return os.cpu_count() or 1


KINDS: Mapping[str, Callable[[Order, Progress], dict[str, Any]]] = {
    "packages": _packages,
    "programme": _programme,
    "lattice": _lattice,
    "report": _report,
}
