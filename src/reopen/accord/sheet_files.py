"""Rows of a sheet that a person fills in, to and from CSV and Excel files."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from reopen.errors import OutputError, ReopenError
from reopen.files import whole_file

#: What a missing extra is mended by.
EXTRA = "pip install 'reopen[excel]'"
#: What lines of explanation begin with in a CSV file.
REMARK = "#"
#: Names of the sheets of a workbook.
SHEET, README = "coding", "Read me"
#: Letters that an Excel column is wide at most.
WIDEST = 50

Row = tuple[int, dict[str, str]]


def check_ending(path: Path) -> str:
    """The ending of a file, ``.csv`` or ``.xlsx``.

    Raises
    ------
    OutputError
        When it is another.
    """
    ending = path.suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise OutputError(
            f"{path}: found the ending {path.suffix!r}, expected .csv or .xlsx; name another file"
        )
    return ending


def write_csv(
    path: Path, header: Sequence[str], rows: Sequence[Sequence[str]], remarks: Sequence[str]
) -> None:
    """Write a CSV file that spreadsheets open as UTF-8, with remarks above the header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([f"{REMARK} {remark}"] for remark in remarks)
    writer.writerows([header, *rows])
    with whole_file(path) as draft:
        draft.write_bytes(text.getvalue().encode("utf-8-sig"))


def write_xlsx(
    path: Path,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    remarks: Sequence[str],
    choices: Mapping[str, Sequence[str]],
) -> None:
    """Write a workbook: the rows, with lists to choose from in some columns, and a sheet of remarks."""
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.datavalidation import DataValidation
    except ImportError:
        raise ReopenError(f"{path}: Excel files need the extra excel: {EXTRA}") from None
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    for row, cells in enumerate((header, *rows), 1):
        for column, text in enumerate(cells, 1):
            cell = sheet.cell(row, column, text or None)
            if text:
                cell.data_type = "s"  # also where it begins with "="
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    for column, name in enumerate(header, 1):
        letter = get_column_letter(column)
        longest = max(len(cells[column - 1]) for cells in (header, *rows))
        sheet.column_dimensions[letter].width = min(longest + 2, WIDEST)
        sheet.cell(1, column).font = Font(bold=True)
        if name in choices and rows:
            rule = DataValidation("list", formula1=f'"{",".join(choices[name])}"', allow_blank=True)
            rule.add(f"{letter}2:{letter}{len(rows) + 1}")
            sheet.add_data_validation(rule)
    said = book.create_sheet(README)
    said.column_dimensions["A"].width = 120
    for remark in remarks:
        said.append([remark])
    whole = io.BytesIO()
    book.save(whole)
    with whole_file(path) as draft:
        draft.write_bytes(whole.getvalue())


def read_rows(path: Path) -> tuple[list[str], list[Row]]:
    """Header and rows of a sheet; each row with its line or row number, the cells as trimmed text.

    Raises
    ------
    ReopenError
        When the file cannot be read, has no header, or needs an extra that is not installed.
    """
    try:
        lines = [*(_csv(path) if check_ending(path) == ".csv" else _xlsx(path))]
    except OSError as error:
        raise ReopenError(f"{path} cannot be read: {error.strerror}; name another file") from error
    filled = [(number, cells) for number, cells in lines if any(cells) and not cells[0].startswith(REMARK)]
    if not filled:
        raise ReopenError(f"{path}: found no header; write a new sheet and fill that in")
    header = filled[0][1]
    return header, [(number, dict(zip(header, cells, strict=False))) for number, cells in filled[1:]]


def _csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReopenError(
            f"{path}: byte {error.start + 1:,} is no UTF-8; save the file as CSV UTF-8"
        ) from None
    # Spreadsheets of many countries write semicolons between cells; a header of ids holds neither else.
    top = next(
        (line for line in text.splitlines() if line.strip('"; ,\t') and line.lstrip('"')[0] != REMARK), ""
    )
    delimiter = max(",;\t", key=top.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    try:
        for cells in reader:
            yield before + 1, [cell.strip() for cell in cells]
            before = reader.line_num
    except csv.Error as error:
        raise ReopenError(f"{path}, line {before + 1}: {error}; check its quotes") from None


def _xlsx(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise ReopenError(f"{path}: Excel files need the extra excel: {EXTRA}") from None
    whole = io.BytesIO(path.read_bytes())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and the like, which are not read
            book = load_workbook(whole, read_only=True, data_only=True)
            sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
            lines = [[_text(cell) for cell in cells] for cells in sheet.iter_rows(values_only=True)]
    except Exception as error:  # a damaged file fails anywhere: in the archive, its XML or what that says
        why = f"{type(error).__name__}: {error}"
        raise ReopenError(f"{path}: found no whole Excel workbook ({why}); save it as .xlsx again") from None
    yield from enumerate(lines, 1)


def _text(cell: Any) -> str:
    """A cell of Excel as a CSV file would hold it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (datetime, date)):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
