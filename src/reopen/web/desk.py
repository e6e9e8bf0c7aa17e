"""What the server holds between requests: the region, its grounds, answers, jobs and scenarios."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from pathlib import Path
from time import perf_counter
from typing import Any

from reopen._version import __version__
from reopen.benefit.decisions import decisions
from reopen.rebuild.rebuilding import has_programme
from reopen.region.digest import region_sha256
from reopen.region.region import Region
from reopen.settings import Settings
from reopen.web.answers import answer
from reopen.web.bases import Base, Bases
from reopen.web.events import Events
from reopen.web.interplay import interplay
from reopen.web.jobs import Job, Jobs
from reopen.web.mapdata import map_data
from reopen.web.matrix import matrix
from reopen.web.pages import Page, page, pages
from reopen.web.problems import BusyError, NotFoundError
from reopen.web.questions import Question, Slider, sliders
from reopen.web.ranges import ranges
from reopen.web.scenario import Saved
from reopen.web.scenarios import BASELINE, Folder
from reopen.web.solves import Order
from reopen.web.timeline import accord, timeline
from reopen.web.turns import Turns

#: Version of the application's interface.
FORMAT = 1
#: Answers that are kept, ready to be sent.
ANSWERS = 2000
#: What has to be known of the figures; the page says each in its own language.
NOTES = ("season", "draws", "cheapest")


@dataclass(frozen=True, slots=True)
class Setup:
    """What a server is started with.

    Attributes
    ----------
    given : str or None
        The region's folder or name.
    region : Region
        As loaded.
    seen : Region
        With the settings' values in place.
    settings : Settings
        Settings.
    day : str
        Date to see it at.
    scenarios : Path
        Folder of scenarios.
    seed : int
        Seed of every random number.
    jobs : int
        Threads.
    """

    given: str | None
    region: Region
    seen: Region
    settings: Settings
    day: str
    scenarios: Path
    seed: int = 0
    jobs: int = 1


@dataclass(slots=True)
class _Asked:
    """An answer that is being made: how many wait for it, and whether it is begun, its ground aside."""

    answer: asyncio.Future[str]
    waiting: int = 0
    begun: bool = False


class Desk:
    """Everything that requests are answered from. Computing runs on threads of its own."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.events = setup, Events()
        self.sliders: tuple[Slider, ...] = sliders(setup.seen, setup.settings.discount_rates[0])
        self.bases = Bases(setup.seen, setup.settings, setup.day, setup.jobs)
        self.jobs = Jobs(lambda job: self.events.tell("job", job.told()))
        self.openings = tuple(str(o) for o in setup.seen["opening"]["opening_id"])
        self.sha256 = region_sha256(setup.region)
        region, day = setup.region.meta.id, setup.day
        baseline = Saved(BASELINE, "Baseline", region, self.sha256, day, notes="The region as it stands.")
        self.folder = Folder(setup.scenarios / region, baseline)
        self.pages = pages()
        # Quick answers have threads of their own, so that no slow one stands before them.
        self._quick = ThreadPoolExecutor(max(setup.jobs, 2), "reopen-quick")
        self._slow = ThreadPoolExecutor(2, "reopen-slow")
        # Grounds take the longest and are asked for by sliders, many at a time: the last one is made first.
        self._grounds, self._turns = ThreadPoolExecutor(1, "reopen-grounds"), Turns()
        self._answers: OrderedDict[str, str] = OrderedDict()
        self._asked: dict[str, _Asked] = {}
        self._ends = False

    @cached_property
    def map(self) -> Page:
        """The map's data, packed."""
        data = map_data(self.setup.seen, self.setup.day)
        return page(json.dumps(data, ensure_ascii=False, allow_nan=False).encode(), "application/json")

    @cached_property
    def dates(self) -> Page:
        """What changes when, packed."""
        data = timeline(self.setup.seen, self.setup.day)
        return page(json.dumps(data, ensure_ascii=False, allow_nan=False).encode(), "application/json")

    def session(self) -> dict[str, Any]:
        """What the page begins with."""
        region, settings = self.setup.seen, self.setup.settings
        kinds = region["country"]
        programme = has_programme(region, self.setup.day)
        return {
            "format": FORMAT,
            "version": __version__,
            "region": {
                "id": region.meta.id, "title": region.meta.title, "as_of": region.meta.as_of,
                "sha256": self.sha256,
            },
            "as_of": self.setup.day,
            "map": {"url": f"/api/map?v={self.map.digest}", "digest": self.map.digest},
            "openings": list(self.openings),
            "decisions": list(decisions(region, self.setup.day)),
            "countries": sorted(str(c) for c in kinds.loc[kinds["kind"] == "country", "country_id"]),
            "sliders": [asdict(slider) for slider in self.sliders],
            "rates": list(settings.discount_rates),
            "horizon": settings.horizon,
            "seed": self.setup.seed,
            "draws": settings.package_draws,
            "programme": programme,
            "tables": [name for name in TABLES if programme or name != "programme"],
            "notes": list(NOTES),
            "jobs": [job.told() for job in self.jobs.all()],
        }  # fmt: skip

    def _told(self, question: Question) -> Callable[[float], None]:
        def told(share: float) -> None:
            state = "ready" if share >= 1.0 else "building"
            self.events.tell("base", {"key": question.key, "state": state, "share": round(share, 3)})

        return told

    def _base(self, question: Question) -> Base:
        return self.bases.of(question, self._told(question))

    async def _once(self, kind: str, question: Question, make: Callable[[Base], Any], *, slow: bool) -> str:
        """The JSON text of an answer: the one that is kept, or that is being made, or a new one."""
        key = f"{kind} {question.key}"
        if key in self._answers:
            self._answers.move_to_end(key)
            return self._answers[key]
        if key not in self._asked:
            one = self._asked[key] = _Asked(asyncio.ensure_future(self._found(key, question, make, slow)))
            one.answer.add_done_callback(partial(self._keep, key))
        one = self._asked[key]
        one.waiting += 1
        # One that asks and goes away does not take the answer from others that wait for it.
        try:
            return await asyncio.shield(one.answer)
        except asyncio.CancelledError:
            if self._ends:
                raise BusyError("the server ends") from None
            raise
        finally:
            one.waiting -= 1
            if not one.waiting and not one.begun and self._asked.get(key) is one:
                del self._asked[key]
                one.answer.cancel()

    async def _found(self, key: str, question: Question, make: Callable[[Base], Any], slow: bool) -> str:
        loop = asyncio.get_running_loop()
        if not self.bases.has(question):
            async with self._turns.turn():
                await loop.run_in_executor(self._grounds, self._base, question)

        def made() -> str:
            if key in self._asked:
                self._asked[key].begun = True
            return json.dumps(make(self._base(question)), ensure_ascii=False, allow_nan=False)

        return await loop.run_in_executor(self._slow if slow else self._quick, made)

    def _keep(self, key: str, done: asyncio.Future[str]) -> None:
        if key in self._asked and self._asked[key].answer is done:
            del self._asked[key]
        if done.cancelled() or done.exception() is not None:
            return
        self._answers[key] = done.result()
        while len(self._answers) > ANSWERS:
            self._answers.popitem(last=False)

    async def answer(self, question: Question) -> str:
        """The answer at central values, with its ranges where they are known."""

        def make(base: Base) -> dict[str, Any]:
            begin = perf_counter()
            # While others wait, processors share answers, not the parts of one.
            jobs = 1 if len(self._asked) > 1 else self.setup.jobs
            found = answer(base, self.setup.settings, question, jobs=jobs)
            return found | {"seconds": round(perf_counter() - begin, 4)}

        text = await self._once("answer", question, make, slow=False)
        known = self._answers.get(f"ranges {question.key}", "null")
        return f'{text[:-1]}, "ranges": {known}}}'

    async def ranges(self, question: Question) -> str:
        """P10, P50 and P90."""

        def make(base: Base) -> dict[str, Any]:
            return ranges(base, self.setup.settings, question, self.setup.seed, jobs=self.setup.jobs)

        return await self._once("ranges", question, make, slow=True)

    async def interplay(self, question: Question, focus: str | None = None) -> str:
        """What openings add, and what one needs or competes with."""

        def make(base: Base) -> dict[str, Any]:
            return interplay(base, question, focus, jobs=self.setup.jobs)

        return await self._once(f"interplay {focus}", question, make, slow=True)

    async def matrix(self, question: Question, place: str) -> str:
        """What flows to and from a place cost before and after."""
        return await self._once(
            f"matrix {place}",
            question,
            lambda base: matrix(base, question, place, jobs=self.setup.jobs),
            slow=True,
        )

    async def aside(self, make: Callable[[], str]) -> str:
        """A text that takes a while to write, made on the threads of quick answers."""
        return await asyncio.get_running_loop().run_in_executor(self._quick, make)

    async def accord(self, as_of: str) -> str:
        """Provisions on a date."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._slow, accord, self.setup.seen, as_of)
        return json.dumps(found, ensure_ascii=False, allow_nan=False)

    def order(self, kind: str, question: Question, title: str = "") -> Order:
        """An order for a long solve; what it does not depend on is left out, so that equal ones are equal."""
        keeps = question if kind in ("lattice", "report") else question.with_open(())
        return Order(
            kind=kind,
            region=self.setup.given,
            region_sha256=self.sha256,
            settings=self.setup.settings.model_dump(mode="json"),
            question=keeps,
            day=question.as_of or self.setup.day,
            seed=self.setup.seed,
            **({"title": title} if title else {}),
        )

    def solved(self, kind: str, question: Question, title: str = "") -> Job:
        """The job of a long solve, begun now where there is none.

        Raises
        ------
        NotFoundError
            When it is of a programme and the region has none.
        """
        day = question.as_of or self.setup.day
        if kind == "programme" and not has_programme(self.setup.seen, day):
            raise NotFoundError("the region has no rebuilding programme")
        return self.jobs.post(self.order(kind, question, title))

    def warm(self) -> None:
        """Make the ground that most questions need and compile what answers them, in the background."""
        self._grounds.submit(self._warmed)

    def _warmed(self) -> None:
        first = Question(self.openings[:1])
        _ = self.map, self.dates
        answer(self._base(first), self.setup.settings, first, jobs=self.setup.jobs)

    def let_go(self) -> None:
        """Answer everybody who listens or waits, so that the server can end; called on their event loop."""
        self._ends = True
        self.events.close()
        for asked in list(self._asked.values()):
            asked.answer.cancel()

    def close(self) -> None:
        """Stop everything that runs."""
        self.jobs.close()
        self.events.close()
        for pool in (self._quick, self._slow, self._grounds):
            pool.shutdown(wait=False, cancel_futures=True)


#: Tables that can be had as CSV.
TABLES = (
    "benefits", "places", "flows", "interplay", "openings", "links", "crossings", "states", "provisions",
    "packages", "programme",
)  # fmt: skip
