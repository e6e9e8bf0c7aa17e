"""``reopen equilibrium``: traffic on links whose cost grows with flow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from reopen.cli.console import STOPPED, asked, guarded, log, print_json
from reopen.cli.options import JobsOption, JsonOption, file_name

if TYPE_CHECKING:
    from reopen.progress import Progress


@guarded()
def equilibrium(
    net: Annotated[
        Path,
        typer.Argument(help="Network: a TNTP file, or a folder with GMNS' node.csv and link.csv."),
    ],
    trips: Annotated[Path, typer.Argument(help="Trips: a TNTP file, or GMNS' demand.csv.")],
    gap: Annotated[float, typer.Option(help="Relative gap at which to stop.", min=1e-15, max=0.5)] = 1e-8,
    optimum: Annotated[
        bool, typer.Option("--optimum", help="The flows that are best for all, not those of users.")
    ] = False,
    method: Annotated[
        Literal["paths", "bfw"],
        typer.Option(help="Ways of each pair, or bi-conjugate Frank-Wolfe, which needs little memory."),
    ] = "paths",
    toll_weight: Annotated[
        float, typer.Option(help="Cost of a unit of toll, in the unit of time.", min=0.0, max=1e9)
    ] = 0.0,
    length_weight: Annotated[
        float, typer.Option(help="Cost of a unit of length, in the unit of time.", min=0.0, max=1e9)
    ] = 0.0,
    select: Annotated[
        list[int] | None,
        typer.Option(help="With --out: a link, counted from 1, whose users to write; repeat it.", min=1),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for flows.csv, history.csv, pairs.csv, users.csv.", parser=file_name),
    ] = None,
    seed: Annotated[int, typer.Option(help="Said with the results; nothing is drawn.", min=0)] = 0,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find flows such that nobody who travels could take a cheaper way."""
    from reopen.cli.equilibrium_output import (
        check_folder,
        check_links,
        printed,
        read,
        summary,
        write,
    )
    from reopen.cli.kernels import ready
    from reopen.traffic.equilibrium import equilibrium as by_paths
    from reopen.traffic.frank_wolfe import frank_wolfe

    if out is not None:
        check_folder(out)
    inputs = read(net, trips, toll_weight=toll_weight, length_weight=length_weight)
    chosen = check_links(inputs, select or [], method, out)
    with asked() as go_on, _telling(gap) as told:
        solve: Callable[..., Any] = by_paths if method == "paths" else frank_wolfe
        ready(lambda net, few: solve(net, few, gap=gap, optimum=optimum, jobs=jobs))
        found = solve(
            inputs.network, inputs.trips, gap=gap, optimum=optimum, jobs=jobs, go_on=go_on, progress=told
        )
    stopped = not go_on()
    result = summary(inputs, found, method=method, optimum=optimum, wanted=gap, seed=seed)
    if out is not None:
        result["files"] = write(inputs, found, out, chosen)
    if as_json:
        print_json(result)
    else:
        printed(result)
    if stopped:
        log().print(f"stopped at a gap of {found.gap:.2g}; these are the flows so far")
        raise SystemExit(STOPPED)


@contextmanager
def _telling(gap: float) -> Iterator[Progress]:
    """Say the gap as it falls, on a terminal."""
    from reopen.progress import silent

    console = log()
    if not console.is_terminal:
        yield silent
        return
    with console.status("equilibrium") as status:
        # The share that is told is that of the gap's orders of magnitude.
        yield lambda stage, share: status.update(f"{stage}: gap {gap**share:.1e} of {gap:.0e}")
