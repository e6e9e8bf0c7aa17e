"""Tables as an Excel workbook: real numbers and dates, frozen headers, and a sheet that says what is what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reopen.errors import OutputError, ReopenError
from reopen.files import whole_file

if TYPE_CHECKING:
    import pandas as pd

#: What a missing extra is mended by.
EXTRA = "pip install 'reopen[excel]'"
README = "Read me"
#: Limits of the format.
MOST_ROWS, LONGEST_NAME, LONGEST_TEXT = 1_048_576, 31, 32_767
#: Widths of columns in letters, and rows that are looked at to choose them.
NARROW, WIDE, LOOKED_AT = 8, 60, 200
WHOLE, MONEY, DAY = "#,##0", "#,##0.000", "yyyy-mm-dd"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_BAD_NAME = re.compile(r"[\[\]:*?/\\]")
#: Characters that no XML file may hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_workbook(
    path: str | PathLike[str], tables: Mapping[str, pd.DataFrame], notes: Mapping[str, str]
) -> None:
    """Write tables to an XLSX file, one sheet each, whole or not at all.

    Numbers stay numbers, to the 15 digits that Excel holds, and yes or no stays that. A column of texts
    that are all dates with year, month and day becomes dates. Blanks and NaN become empty cells, lists
    texts with semicolons. A text that begins like a formula stays a text.

    Parameters
    ----------
    path : str or path
        The file, ending in ``.xlsx``.
    tables : mapping of str to DataFrame
        Tables by the name of the sheet, at most 31 letters.
    notes : mapping of str to str
        What stands on the first sheet, ``Read me``: what the words mean, the date, the sources.

    Raises
    ------
    ReopenError
        When the extra is not installed.
    OutputError
        When the file cannot be written, or a sheet cannot have its name or as many rows.
    """
    target = Path(path)
    _check(target, tables)
    try:
        from openpyxl import Workbook
    except ImportError:
        raise ReopenError(f"{path}: Excel files need the extra excel: {EXTRA}") from None
    book = Workbook(write_only=True)
    _readme(book, notes, tables)
    for name, table in tables.items():
        _sheet(book, name, table)
    whole = BytesIO()
    book.save(whole)
    with whole_file(target) as draft:
        draft.write_bytes(whole.getvalue())


def _check(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Refuse what could not be written, all of it at once, before any work."""
    problems = []
    if path.suffix.lower() != ".xlsx":
        problems.append(f"{path}: found the ending {path.suffix!r}, expected .xlsx")
    if path.is_dir() or not path.parent.is_dir():
        problems.append(f"{path} cannot be written; name a file in a folder that is there")
    seen = {README.casefold()}
    for name, table in tables.items():
        if not name or len(name) > LONGEST_NAME or _BAD_NAME.search(name) or name.casefold() in seen:
            expected = f"a name of its own of at most {LONGEST_NAME} letters, none of []:*?/\\"
            problems.append(f"sheet {name!r}: expected {expected}")
        seen.add(name.casefold())
        if len(table) >= MOST_ROWS:
            problems.append(f"sheet {name!r}: found {len(table):,} rows, expected less than {MOST_ROWS:,}")
    if problems:
        raise OutputError("\n".join(problems))


def _readme(book: Any, notes: Mapping[str, str], tables: Mapping[str, pd.DataFrame]) -> None:
    from openpyxl.styles import Alignment

    sheet = book.create_sheet(README)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 100
    lines = {**notes, "Sheets": "; ".join(f"{name} ({len(table):,} rows)" for name, table in tables.items())}
    for name, text in lines.items():
        head, said = _cell(sheet, name, bold=True), _cell(sheet, text)
        head.alignment = said.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append([head, said])


def _sheet(book: Any, name: str, table: pd.DataFrame) -> None:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    columns = [*_columns(table)]
    for number, (label, cells, _) in enumerate(columns, 1):
        longest = max([len(label), *(len(str(cell)) for cell in cells[:LOOKED_AT] if cell is not None)])
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, NARROW), WIDE)
    sheet.append([_cell(sheet, label, bold=True) for label, _, _ in columns])
    # One cell a column that is filled anew for each row, as rows go to disk at once: a new cell for each
    # of a million would take minutes.
    shown = [_cell(sheet, None, form) for _, _, form in columns]
    for row in range(len(table)):
        line = zip(columns, shown, strict=True)
        sheet.append([_filled(sheet, cells[row], cell, form) for (_, cells, form), cell in line])
    if columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(table) + 1}"


def _columns(table: pd.DataFrame) -> Iterator[tuple[str, Sequence[Any], str]]:
    """Name, cells and number format of each column."""
    for label in table.columns:
        cells = [_value(cell) for cell in table[label].tolist()]
        filled = [cell for cell in cells if cell is not None]
        form = ""
        if filled and all(isinstance(cell, str) and _ISO.fullmatch(cell) for cell in filled):
            cells = _dates(cells)
            form = DAY
        elif any(isinstance(cell, float) for cell in filled):
            whole = all(not isinstance(cell, float) or cell.is_integer() for cell in filled)
            form = WHOLE if whole else MONEY
        elif label != "year" and filled and all(type(cell) is int for cell in filled):
            form = WHOLE
        yield str(label), cells, form


def _dates(cells: Sequence[Any]) -> list[Any]:
    """ISO texts as dates; as they are where one of them is no day of the calendar."""
    try:
        return [None if cell is None else date.fromisoformat(cell) for cell in cells]
    except ValueError:
        return list(cells)


def _value(cell: Any) -> Any:
    """A cell as Excel can hold it."""
    import pandas as pd

    if isinstance(cell, (tuple, list)):
        cell = ";".join(":".join(map(str, part)) if isinstance(part, tuple) else str(part) for part in cell)
    if isinstance(cell, str):
        return _CONTROL.sub("", cell)[:LONGEST_TEXT] or None
    if cell is None or pd.isna(cell):
        return None
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    # Excel has no infinity.
    return str(cell) if isinstance(cell, float) and abs(cell) == float("inf") else cell


def _filled(sheet: Any, value: Any, cell: Any, form: str) -> Any:
    """A value as the sheet takes it: plain, or in the cell of its column where that has a format."""
    if isinstance(value, str):
        return _cell(sheet, value) if value.startswith("=") else value
    if value is None or not form:
        return value
    cell.value = value
    if form == DAY:  # a date has brought a format of its own
        cell.number_format = form
    return cell


def _cell(sheet: Any, value: Any, form: str = "", *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # also where it begins with "="
    if form:
        cell.number_format = form
    if bold:
        cell.font = Font(bold=True)
    return cell
