"""Colours and lines of the report: one list for the page, the map, the static map and the legend.

Every state differs from the others by colour and by dash pattern, so that nothing rests on
colour alone; the colours keep apart under the common kinds of colour blindness.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class StateStyle:
    """How links of one state are drawn.

    Attributes
    ----------
    id, label : str
        Word in the tables and word in the legend.
    light, dark : str
        Colour on a light and on a dark page.
    dash : tuple of float
        Lengths of dash and gap in line widths; empty for a solid line.
    width : float
        Factor on the mode's line width.
    """

    id: str
    label: str
    light: str
    dark: str
    dash: tuple[float, ...]
    width: float


@dataclass(frozen=True, slots=True)
class ModeStyle:
    """How links of one mode are drawn: ``line``, ``ladder`` (ties inside a broad line) or ``dots``."""

    id: str
    label: str
    kind: str
    width: float


@dataclass(frozen=True, slots=True)
class Tint:
    """A colour by its word: ``light`` on a light page, ``dark`` on a dark one."""

    id: str
    label: str
    light: str
    dark: str


#: In drawing order, the last on top.
STATES = (
    StateStyle("open", "Open", "#74808b", "#8d99a5", (), 1.0),
    StateStyle("planned", "Planned", "#0b7a6b", "#3ec4aa", (1.0, 1.6), 1.25),
    StateStyle("under_works", "Under works", "#0063a6", "#5ab6f0", (5.0, 1.4, 1.0, 1.4), 1.35),
    StateStyle("restricted", "Restricted", "#9a6500", "#e8ac3f", (4.0, 1.6), 1.35),
    StateStyle("removed", "Removed", "#5a3fa6", "#b7a6f7", (0.7, 1.6), 1.45),
    StateStyle("destroyed", "Destroyed", "#93195f", "#f08cc8", (1.4, 1.0), 1.45),
    StateStyle("closed", "Closed", "#c0330a", "#ff8155", (2.4, 1.0), 1.9),
)

MODES = (
    ModeStyle("sea", "Sea", "dots", 1.2),
    ModeStyle("road", "Road", "line", 1.3),
    ModeStyle("rail", "Rail", "ladder", 2.8),
)

#: Tracks of a rebuilding programme, in the order in which the rows of a place have them.
TRACKS = (
    Tint("clearance", "Survey and clearance", "#b8480a", "#f2a065"),
    Tint("heritage", "Monuments", "#6f45a8", "#bda3f5"),
    Tint("access", "Access roads", "#5d6873", "#a9b4bf"),
    Tint("services", "Power and water", "#0072a8", "#6cc3ee"),
    Tint("buildings", "Buildings", "#8a6d00", "#dcb93c"),
    Tint("return", "Return", "#0b7a55", "#4fcf9f"),
    Tint("link", "Openings", "#9c1f63", "#f08cc8"),
)

#: What a settlement has come to in a rebuilding programme.
STAGES = (
    Tint("waiting", "Not begun", "#66717c", "#98a4b0"),
    Tint("hazard", "Hazard, not begun", "#a51d2d", "#ff8f86"),
    Tint("clearing", "Being cleared", "#b8480a", "#f2a065"),
    Tint("works", "Works", "#0072a8", "#6cc3ee"),
    Tint("home", "Home", "#0b7a55", "#4fcf9f"),
)

#: Page colours: name, on a light page, on a dark page.
PAGE = (
    ("paper", "#fbfaf7", "#11161c"),
    ("card", "#ffffff", "#182029"),
    ("ink", "#1b2430", "#e9e6e0"),
    ("muted", "#55606d", "#a4aeb9"),
    ("rule", "#dcd8ce", "#2f3a45"),
    ("accent", "#14506b", "#86c5e0"),
    ("soft", "#e8eff2", "#20303b"),
    ("gain", "#1b6a86", "#6fc4de"),
    ("loss", "#b0440d", "#f29d61"),
    ("water", "#d5e2e9", "#15212b"),
    ("land", "#f6f3eb", "#262e37"),
    ("line", "#a59d90", "#66707b"),
    ("lit", "#f5c211", "#f5c211"),
)

Theme = Literal["light", "dark"]


def variables(theme: Theme) -> str:
    """CSS custom properties of a theme, as declarations.

    Examples
    --------
    >>> variables("dark").startswith("--paper:#11161c;")
    True
    """
    page = [(name, light if theme == "light" else dark) for name, light, dark in PAGE]
    families = (("st", STATES), ("tr", TRACKS), ("sg", STAGES))
    rest = [
        (f"{start}-{one.id}", one.light if theme == "light" else one.dark)
        for start, family in families
        for one in family
    ]
    return "".join(f"--{name}:{colour};" for name, colour in (*page, *rest))


def styles() -> dict[str, list[dict[str, Any]]]:
    """States, modes and stages as JSON-able lists, for the page's script."""
    return {
        "states": [asdict(s) for s in STATES],
        "modes": [asdict(m) for m in MODES],
        "stages": [asdict(s) for s in STAGES],
    }
