"""All combinations of openings as JSON and as a table of one row a combination."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.errors import OutputError

if TYPE_CHECKING:
    from reopen.benefit.combinations import Combinations

DIGITS = 6
#: Rows that are turned into text at a time.
BLOCK = 1 << 16


def as_json(found: Combinations) -> dict[str, Any]:
    """Openings, their Shapley shares by country and their interactions, and the best combination."""
    total, best = found.total(), best_combination(found)
    return {
        "openings": list(found.openings),
        "given": list(found.given),
        "count": len(found.feasible),
        "feasible": int(found.feasible.sum()),
        "alone_usd_m_per_year": {name: _round(total[1 << n]) for n, name in enumerate(found.openings)},
        "share_usd_m_per_year": {
            name: _round(row[found.inside].sum())
            for name, row in zip(found.openings, found.shapley, strict=True)
        },
        "shapley": {
            name: {c: _round(v) for c, v in zip(found.countries, row, strict=True)}
            for name, row in zip(found.openings, found.shapley, strict=True)
        },
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


def best_combination(found: Combinations) -> int:
    """The feasible combination of largest total; of equals the one of fewest openings."""
    codes = np.flatnonzero(found.feasible)
    total = np.round(found.total()[codes], DIGITS)
    sizes = np.array([int(code).bit_count() for code in codes])
    return int(codes[np.lexsort((codes, sizes, -total))[0]])


def check_target(path: Path) -> None:
    """Refuse a file that could not be written, before the long work and not after it.

    Raises
    ------
    OutputError
        When the path is a folder, or the folder it is to be in is none.
    """
    if path.is_dir() or not path.parent.is_dir():
        what = "is a folder" if path.is_dir() else f"cannot be written: no folder {path.parent}"
        raise OutputError(f"{path} {what}; name a file in a folder that is there")


def write_csv(found: Combinations, path: Path) -> None:
    """One row a combination: its openings, whether it is feasible, and benefits by country, USD m a year.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    import pandas as pd

    draft = path.with_name(f".{path.name}.part")
    try:
        for begin in range(0, len(found.values), BLOCK):
            codes = np.arange(begin, min(begin + BLOCK, len(found.values)))
            names = {"openings": [";".join(found.members(int(code))) for code in codes]}
            rows = pd.DataFrame(names | {"feasible": np.where(found.feasible[codes], "yes", "no")})
            rows[list(found.countries)] = np.round(found.values[codes], DIGITS) + 0.0
            rows.to_csv(
                draft, mode="a" if begin else "w", header=begin == 0, index=False, lineterminator="\n"
            )
        draft.replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}; name another file") from error
    finally:
        draft.unlink(missing_ok=True)


def _round(value: float) -> float:
    return round(float(value), DIGITS) + 0.0
