"""What openings do together, as JSON and as a table of one row a combination."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.files import whole_file

if TYPE_CHECKING:
    from reopen.benefit.combinations import Combinations
    from reopen.benefit.sampled import Sampled
    from reopen.benefit.shares import Shares

DIGITS = 6
#: Rows that are turned into text at a time.
BLOCK = 1 << 16


def as_json(found: Combinations) -> dict[str, Any]:
    """Openings, their Shapley shares by country and their interactions, and the best combination."""
    total, best = found.total(), best_combination(found)
    return {
        "method": "exact",
        "openings": list(found.openings),
        "given": list(found.given),
        "without_way": list(found.without_way),
        "count": len(found.feasible),
        "feasible": int(found.feasible.sum()),
        "alone_usd_m_per_year": {name: _round(total[1 << n]) for n, name in enumerate(found.openings)},
        **_shares(found),
        "interactions": [
            {
                "openings": [found.openings[j], found.openings[i]],
                "usd_m_per_year": _round(found.interactions[i, j]),
            }
            for i in range(len(found.openings))
            for j in range(i)
        ],
        "best": {"openings": list(found.members(best)), "usd_m_per_year": _round(total[best])},
        "by_country": {c: _round(v) for c, v in zip(found.countries, found.values[best], strict=True)},
    }


def shares_as_json(found: Shares) -> dict[str, Any]:
    """The same for openings in parts that do not interact; what is sampled says so.

    ``parts`` names each part's openings and method; a sampled opening also has a 95 % interval,
    and no interactions. Pairs from two parts do not interact and are not named.
    """
    from reopen.benefit.sampled import Sampled

    parts = [_sampled_as_json(part) if isinstance(part, Sampled) else as_json(part) for part in found.parts]
    methods = sorted({part["method"] for part in parts})
    out: dict[str, Any] = {
        "method": " and ".join(methods),
        "openings": list(found.openings),
        "given": list(found.given),
        "without_way": list(found.without_way),
        "count": 1 << len(found.openings),
        "parts": [
            {key: part[key] for key in ("method", "openings", "permutations", "seed") if key in part}
            for part in parts
        ],
    }
    for key in ("alone_usd_m_per_year", "share_usd_m_per_year", "share_interval_usd_m_per_year", "shapley"):
        merged = {name: value for part in parts for name, value in part.get(key, {}).items()}
        out[key] = {name: merged[name] for name in found.openings if name in merged}
    best = {name for part in parts for name in part["best"]["openings"]}
    return out | {
        "interactions": [pair for part in parts for pair in part["interactions"]],
        "best": {
            "openings": [name for name in found.openings if name in best],
            "usd_m_per_year": _round(sum(part["best"]["usd_m_per_year"] for part in parts)),
        },
        "by_country": {c: _round(sum(part["by_country"][c] for part in parts)) for c in found.countries},
    }


def _sampled_as_json(part: Sampled) -> dict[str, Any]:
    shown = part.shapley[:, part.inside].sum(axis=1)
    bounds = zip(part.openings, shown - part.half_width, shown + part.half_width, strict=True)
    return {
        "method": "sampled",
        "openings": list(part.openings),
        "permutations": part.permutations,
        "seed": part.seed,
        "alone_usd_m_per_year": {
            name: _round(row[part.inside].sum()) for name, row in zip(part.openings, part.alone, strict=True)
        },
        **_shares(part),
        "share_interval_usd_m_per_year": {name: [_round(low), _round(high)] for name, low, high in bounds},
        "interactions": [],
        "best": {
            "openings": list(part.best),
            "usd_m_per_year": _round(part.best_values[part.inside].sum()),
        },
        "by_country": {c: _round(v) for c, v in zip(part.countries, part.best_values, strict=True)},
    }


def _shares(found: Combinations | Sampled) -> dict[str, Any]:
    return {
        "share_usd_m_per_year": {
            name: _round(row[found.inside].sum())
            for name, row in zip(found.openings, found.shapley, strict=True)
        },
        "shapley": {
            name: {c: _round(v) for c, v in zip(found.countries, row, strict=True)}
            for name, row in zip(found.openings, found.shapley, strict=True)
        },
    }


def best_combination(found: Combinations) -> int:
    """The feasible combination of largest total; of equals the one of fewest openings."""
    codes = np.flatnonzero(found.feasible)
    total = np.round(found.total()[codes], DIGITS)
    sizes = np.array([int(code).bit_count() for code in codes])
    return int(codes[np.lexsort((codes, sizes, -total))[0]])


def write_csv(found: Combinations, path: Path) -> None:
    """One row a combination: its openings, whether it is feasible, and benefits by country, USD m a year.

    A row is final only once the last layer is walked, since every layer adds to it; so rows go to
    disk after the walk, a block at a time, into a draft that takes the file's name when it is whole.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    import pandas as pd

    with whole_file(path) as draft:
        for begin in range(0, len(found.values), BLOCK):
            codes = np.arange(begin, min(begin + BLOCK, len(found.values)))
            names = {"openings": [";".join(found.members(int(code))) for code in codes]}
            rows = pd.DataFrame(names | {"feasible": np.where(found.feasible[codes], "yes", "no")})
            rows[list(found.countries)] = np.round(found.values[codes], DIGITS) + 0.0
            rows.to_csv(
                draft, mode="a" if begin else "w", header=begin == 0, index=False, lineterminator="\n"
            )


def _round(value: float) -> float:
    return round(float(value), DIGITS) + 0.0
