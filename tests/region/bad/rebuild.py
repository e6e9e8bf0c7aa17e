"""Tables of rebuilding that are wrong."""

from __future__ import annotations

from .kind import Bad
from .spoil import Spoil, add, every


def _work(name: str, **values: str) -> Spoil:
    kind = {"title": name, "track": "services", "applies_to": "asset", "sector": "water"}
    rate = {"rate_low": "1", "rate_central": "2", "rate_high": "3"}
    return add("work.csv", work_id=name, **{**kind, **rate, "source": "own-estimate", **values})


def _crew(name: str, **values: str) -> Spoil:
    teams = {"title": name, "date": "2026", "low": "1", "central": "2", "high": "3"}
    return add("crew.csv", crew_id=name, **{**teams, "source": "own-estimate", **values})


def _season(name: str, **values: str) -> Spoil:
    return add("season.csv", season_id=name, source="own-estimate", **values)


def _task(name: str, **values: str) -> Spoil:
    costs = {f"cost_usd_m_{end}": "1" for end in ("low", "central", "high")}
    row = {"title": name, "work_id": "water", "months": "3", "source": "own-estimate"}
    return add("task.csv", task_id=name, **{**costs, **row, **values})


def _tasks(**values: str) -> Spoil:
    return every(_work("water"), _task("well", **values))


_WORK_CIRCLE = every(
    _work("road", after="water"), _work("power", after="road"), _work("water", after="power")
)
_TASK_CIRCLE = every(_tasks(after="tank"), _task("tank", after="pipe:2"), _task("pipe", after="well"))
_NO_PACE = _work("water", rate_low="", rate_central="", rate_high="")
_SHARE = every(
    add("parameter.csv", parameter_id="cleared", name="Cleared", central="40", source="own-estimate"),
    _work("clear", applies_to="hazard", share_id="cleared"),
)
_NO_COUNTRY = every(_crew("road"), _crew("road-b", instead_of="road"))
_SAME = {"name": "Hall", "sector": "culture", "source": "own-estimate"}

REBUILD = [
    Bad("circle of works", _WORK_CIRCLE, "work.csv", 2, "after", "road -> water -> power -> road", "itself"),
    Bad("circle of tasks", _TASK_CIRCLE, "task.csv", 2, "after", "well -> tank -> pipe -> well", "itself"),
    Bad(
        "work after an unknown one",
        _work("water", after="raod"),
        "work.csv",
        2,
        "after",
        "raod",
        "add 'raod' to work.csv",
    ),
    Bad("work of an unknown crew", _work("water", crew_id="x"), "work.csv", 2, "crew_id", "x", "to crew.csv"),
    Bad("work without a pace", _NO_PACE, "work.csv", 2, "rate_central", "blank, blank", "number of months"),
    Bad(
        "work with half a rate", _work("w", rate_high=""), "work.csv", 2, "rate_central", "2, blank", "clear"
    ),
    Bad("work at a rate of 0", _work("w", rate_low="0"), "work.csv", 2, "rate_low", "0, 2, 3", "in a month"),
    Bad("batch of nothing", _work("w", batch="0"), "work.csv", 2, "batch", "0", "for no limit"),
    Bad("share of hazard above all", _SHARE, "parameter.csv", 31, "central", "40", "0.4 is 40 percent"),
    Bad(
        "share of what has no hazard",
        every(_work("w", share_id="closure-effect")),
        "work.csv",
        2,
        "share_id",
        "closure-effect",
        "write hazard into applies_to",
    ),
    Bad(
        "more teams than there are",
        every(_crew("water"), _work("w", crew_id="water", teams="5")),
        "work.csv",
        2,
        "teams",
        "5",
        "give the crew more",
    ),
    Bad("crew without a number", _crew("water", central=""), "crew.csv", 2, "central", "''", "fill it in"),
    Bad(
        "crew twice on a date", every(_crew("a"), _crew("a")), "crew.csv", 3, "crew_id", "a 2026", "row 2 has"
    ),
    Bad("stand-in without a country", _NO_COUNTRY, "crew.csv", 3, "country_id", "''", "clear both"),
    Bad(
        "stand-in for itself",
        _crew("a", instead_of="a", country_id="XA"),
        "crew.csv",
        2,
        "instead_of",
        "a",
        "stands in for",
    ),
    Bad(
        "thirteenth month",
        _season("s", above_m="0", closed_months="12;13"),
        "season.csv",
        2,
        "closed_months",
        "13",
        "such as 12;1;2",
    ),
    Bad(
        "winter all year",
        _season("s", above_m="0", closed_months="1;2;3;4;5;6;7;8;9;10;11;12"),
        "season.csv",
        2,
        "closed_months",
        "1;2;3",
        "leave some month open",
    ),
    Bad(
        "two seasons at one altitude",
        every(_season("a", above_m="500"), _season("b", above_m="500")),
        "season.csv",
        3,
        "above_m",
        "500",
        "row 2 holds",
    ),
    Bad("lag in words", _tasks(after="tank:soon"), "task.csv", 2, "after", "tank:soon", "town.power:2"),
    Bad(
        "due before it can start",
        _tasks(earliest="2027-05", due="2027-04-30"),
        "task.csv",
        2,
        "due",
        "2027-04-30",
        "correct one",
    ),
    Bad(
        "finished before it was started",
        _tasks(started="2026-02", finished="2025"),
        "task.csv",
        2,
        "finished",
        "2025",
        "correct one",
    ),
    Bad(
        "finished in part",
        _tasks(finished="2025", progress="60"),
        "task.csv",
        2,
        "progress",
        "60",
        "write 100",
    ),
    Bad(
        "asset that is itself",
        add("asset.csv", asset_id="hall", same_as="hall", **_SAME),
        "asset.csv",
        2,
        "same_as",
        "hall",
        "the other assessment",
    ),
    Bad(
        "budget twice in a year",
        every(
            *(
                add(
                    "budget.csv",
                    fund_id="f",
                    year="2026",
                    title="Fund",
                    usd_m_low="1",
                    usd_m_central="2",
                    usd_m_high="3",
                    source="own-estimate",
                )
                for _ in range(2)
            )
        ),
        "budget.csv",
        3,
        "fund_id",
        "f 2026",
        "row 2 has",
    ),
]
