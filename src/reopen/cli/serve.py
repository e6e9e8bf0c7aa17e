"""``reopen serve``: the map application on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from reopen.cli.console import guarded, log
from reopen.cli.options import AsOfOption, JobsOption, file_name


@guarded("scenarios that were saved are kept")
def serve(
    region: Annotated[
        str | None,
        typer.Argument(
            help="A region's folder, the name of an embedded one, or a folder that `reopen run` made.",
            show_default="south-caucasus",
        ),
    ] = None,
    over: Annotated[
        Path | None,
        typer.Option(
            "--region",
            help="The folder of the region that a study was made over, where it does not come with reopen.",
            parser=file_name,
        ),
    ] = None,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.", min=0, max=65535)] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")
    ] = True,
    scenarios: Annotated[
        Path | None,
        typer.Option(help="Folder of scenarios; the user's data folder by default.", parser=file_name),
    ] = None,
    as_of: AsOfOption = None,
    settings: Annotated[Path | None, typer.Option(help="Settings file (TOML).")] = None,
    seed: Annotated[
        int | None, typer.Option(help="Seed of every random number.", min=0, show_default="0")
    ] = None,
    jobs: JobsOption = None,
) -> None:
    """Open the map application: switch openings on and off and see who gains, at once."""
    from reopen.region.load import load
    from reopen.settings import Settings
    from reopen.study import prepared
    from reopen.web.desk import Setup
    from reopen.web.serving import default_folder, run
    from reopen.web.studied import studied

    study = studied(region, str(over) if over else None)
    given = study.over if study else region
    found = Settings.from_toml(settings) if settings else study.settings if study else Settings()
    loaded = load(given)
    if study:
        study.check(loaded)
    seen, day = prepared(loaded, found, as_of or (study.as_of if study else None))
    setup = Setup(
        given=given,
        region=loaded,
        seen=seen,
        settings=found,
        day=day,
        scenarios=scenarios or default_folder(),
        seed=seed if seed is not None else study.seed if study else 0,
        jobs=jobs or os.cpu_count() or 1,
    )
    run(setup, port=port, browser=browser, tell=lambda words: log().print(words, markup=False))
