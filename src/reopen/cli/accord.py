"""``reopen accord``: what was agreed, what is done, what is late, and what that costs whom."""

from __future__ import annotations

import typer

from reopen.cli.accord_claims import claims
from reopen.cli.accord_compare import compare
from reopen.cli.accord_cost import cost
from reopen.cli.accord_forecast import forecast
from reopen.cli.accord_read import accept, read
from reopen.cli.accord_sheets import agreement, export, sheet
from reopen.cli.accord_status import late, status

accord = typer.Typer(
    name="accord",
    help="What was agreed, what is done, what is late, and what the delay costs whom.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

for command in (
    status, late, claims, compare, forecast, cost, sheet, agreement, export, read, accept,
):  # fmt: skip
    accord.command()(command)
