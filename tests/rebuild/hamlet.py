"""A small region to make a programme of: a town and a village in the starter's valley."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


def _work(name: str, track: str, applies: str, sector: str, **more: Any) -> Row:
    return {"work_id": name, "title": name, "track": track, "applies_to": applies, "sector": sector, **more}


def _rate(low: float, central: float, high: float) -> Row:
    return {"rate_low": low, "rate_central": central, "rate_high": high}


def _share(name: str, low: float, central: float, high: float) -> Row:
    return {"parameter_id": name, "name": name, "low": low, "central": central, "high": high}


def asset(name: str, place: str, sector: str, cost: str, **more: Any) -> Row:
    """A row of the table ``asset`` in ruins."""
    row = {"asset_id": name, "name": name, "settlement_id": place, "sector": sector, "unit_cost_id": cost}
    return {**row, "damage_grade": 4, **more}


def tables() -> dict[str, list[Row]]:
    """Rows by table, for the fixture ``make_region``."""
    return {
        "settlement": [
            {
                "settlement_id": "town", "name": "Town", "node_id": "cedar", "type": "town", "mine_ha": 1000,
                "altitude_m": 1200, "target_population": 700, "current_population": 100, "fund_id": "state",
                "group_ids": "valley-people",
            },
            {"settlement_id": "village", "name": "Village", "node_id": "birch", "type": "village"},
        ],
        "asset": [
            asset("town-homes", "town", "housing", "house", quantity=200, unit="home"),
            asset("town-road", "town", "transport", "street", quantity=10, unit="km"),
            asset("town-chapel", "town", "culture", "chapel", heritage="yes", damage_grade=2),
            asset("village-homes", "village", "housing", "house", quantity=10, unit="home", damage_grade=2),
        ],
        "displaced_group": [
            {"group_id": "valley-people", "name": "People of the valley", "programme": "under_way"},
            {"group_id": "coast-people", "name": "People of the coast", "programme": "none_found"},
        ],
        "work": [
            _work(
                "survey", "clearance", "hazard", "explosive_hazard", **_rate(100, 200, 400), unit="ha",
                crew_id="deminers", unit_cost_ids="survey", seasonal="yes",
            ),
            _work(
                "clear", "clearance", "hazard", "explosive_hazard", **_rate(1, 2, 4), unit="ha", teams=5,
                crew_id="deminers", unit_cost_ids="demining", share_id="cleared", after="survey;record",
                seasonal="yes", batch=80,
            ),
            _work(
                "record", "heritage", "heritage", "culture", unit="site", months=1, unit_cost_ids="record",
                after="survey",
            ),
            _work("road", "access", "asset", "transport", **_rate(1, 2, 4), unit="km", after="clear"),
            _work(
                "homes", "buildings", "asset", "housing", **_rate(5, 10, 20), unit="home", batch=100,
                crew_id="builders", teams=2, after="road", lag_months=1,
            ),
            _work(
                "return", "return", "return", "community", unit="household", unit_cost_ids="support",
                months=1, after="homes",
            ),
            _work(
                "restore", "heritage", "heritage", "culture", **_rate(0.05, 0.1, 0.2), unit="site",
                after="record",
            ),
            _work("open-rail", "link", "opening", "transport", unit="rail", crew_id="builders"),
            _work("open-road", "link", "opening", "transport", unit="road", crew_id="builders"),
        ],
        "crew": [
            *(
                {"crew_id": "deminers", "title": "Deminers", "date": day, "low": 5, "central": n, "high": 20}
                for day, n in (("2025", 10), ("2027-03", 15))
            ),
            {"crew_id": "builders", "title": "Builders", "date": "2025", "low": 1, "central": 4, "high": 8},
            {
                "crew_id": "builders-b", "title": "Builders in B", "date": "2025", "low": 1, "central": 2,
                "high": 3, "instead_of": "builders", "country_id": "XB",
            },
        ],
        "budget": [
            {
                "fund_id": "state", "title": "State budget", "year": year, "usd_m_low": 10,
                "usd_m_central": money, "usd_m_high": 60,
            }
            for year, money in ((2027, 50), (2026, 40))
        ],
        "season": [
            {"season_id": "low", "above_m": -500},
            {"season_id": "high", "above_m": 1000, "closed_months": "12;1;2"},
        ],
        "unit_cost": [
            {"unit_cost_id": name, "item": name, "unit": unit, "low": low, "central": middle, "high": high}
            for name, unit, low, middle, high in (
                ("house", "USD each", 50_000, 100_000, 150_000),
                ("street", "USD m/km", 0.5, 1, 2),
                ("chapel", "USD m each", 0.1, 0.4, 1),
                ("record", "USD each", 5_000, 10_000, 20_000),
                ("survey", "USD per m2", 0.01, 0.02, 0.05),
                ("demining", "USD per m2", 1, 2, 4),
                ("support", "USD each", 4_000, 8_000, 16_000),
            )
        ],
        "parameter": [
            _share("damage-share-0", 0, 0, 0),
            _share("damage-share-1", 0, 0.05, 0.1),
            _share("damage-share-2", 0.2, 0.35, 0.5),
            _share("damage-share-3", 0.5, 0.75, 1),
            _share("damage-share-4", 1, 1, 1),
            _share("build-back-better", 1, 1.1, 1.3),
            _share("household-size", 3, 4, 5),
            _share("value-of-home", 500, 1500, 3000),
            _share("cleared", 0.05, 0.1, 0.2),
        ],
    }  # fmt: skip
