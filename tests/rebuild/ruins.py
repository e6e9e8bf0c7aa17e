"""A small region with ruins, for the tests of inventory and needs: two settlements, five assets."""

from __future__ import annotations

import json

SETTLEMENTS = [
    {"settlement_id": "upper", "name": "Upper", "admin": "North", "x_coord": -30.0, "y_coord": 21.0},
    {"settlement_id": "lower", "name": "Lower", "admin": "South", "x_coord": -30.0, "y_coord": 20.1},
]
UNIT_COSTS = [
    {
        "unit_cost_id": "house",
        "item": "House",
        "unit": "USD each",
        "low": 50_000,
        "central": 80_000,
        "high": 100_000,
    },
    {"unit_cost_id": "school", "item": "School", "unit": "USD m each", "low": 2, "central": 3, "high": 5},
    {
        "unit_cost_id": "pipe",
        "item": "Pipe",
        "unit": "USD m per 100 m",
        "low": 0.01,
        "central": 0.02,
        "high": 0.04,
    },
    {"unit_cost_id": "chapel", "item": "Chapel", "unit": "USD m each", "low": 0.2, "central": 0.4, "high": 1},
]
PARAMETERS = [
    {"parameter_id": name, "name": name, "low": low, "central": central, "high": high}
    for name, low, central, high in [
        ("damage-share-0", 0, 0, 0),
        ("damage-share-1", 0, 0.05, 0.1),
        ("damage-share-2", 0.2, 0.35, 0.5),
        ("damage-share-3", 0.5, 0.75, 1),
        ("damage-share-4", 1, 1, 1),
        ("build-back-better", 1, 1.15, 1.3),
        ("loss-share-housing", 0.05, 0.1, 0.15),
    ]
]
WORKS = [
    {"work_id": "homes", "title": "Homes", "track": "buildings", "applies_to": "asset", "sector": "housing",
     "horizon": "long", "months": 6},
    {"work_id": "schools", "title": "Schools", "track": "buildings", "applies_to": "asset",
     "sector": "education", "unit_cost_ids": "school", "horizon": "short", "months": 9},
    {"work_id": "restore", "title": "Restore", "track": "heritage", "applies_to": "heritage",
     "sector": "culture", "horizon": "long", "months": 12},
]  # fmt: skip
ASSETS = [
    {"asset_id": "homes-upper", "name": "Homes", "sector": "housing", "settlement_id": "upper",
     "quantity": 100, "quantity_low": 80, "quantity_high": 120, "unit_cost_id": "house", "damage_grade": 4},
    {"asset_id": "school-lower", "name": "School", "sector": "education", "x_coord": -30.0, "y_coord": 20.11,
     "unit_cost_id": "school", "damage_grade": 2},
    {"asset_id": "pipe-lower", "name": "Pipe", "sector": "water", "settlement_id": "lower", "quantity": 3,
     "unit": "km", "unit_cost_id": "pipe", "damage_grade": 3},
    {"asset_id": "clinic-new", "name": "New school", "sector": "education", "settlement_id": "lower",
     "unit_cost_id": "school"},
    {"asset_id": "chapel-upper", "name": "Chapel", "sector": "culture", "settlement_id": "upper",
     "unit_cost_id": "chapel", "heritage": "yes"},
]  # fmt: skip


def ruined(make_region, **changes):
    """The region, with some tables changed, or left out where they have no rows."""
    tables = {
        "settlement": SETTLEMENTS, "unit_cost": UNIT_COSTS, "parameter": PARAMETERS, "work": WORKS,
        "asset": ASSETS,
    }  # fmt: skip
    return make_region(**{name: rows for name, rows in (tables | changes).items() if rows})


def geojson(path, features, **members):
    """Write a GeoJSON file of (geometry, properties); a pair of numbers stands for a point."""
    whole = {"type": "FeatureCollection", "features": []}
    for shape, properties in features:
        if isinstance(shape, tuple):
            shape = {"type": "Point", "coordinates": list(shape)}
        whole["features"].append({"type": "Feature", "geometry": shape, "properties": properties})
    path.write_text(json.dumps(whole | members), encoding="utf-8")
    return path
