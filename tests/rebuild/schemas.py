"""The published OC4IDS schemas, from a folder beside the repository or the one that REOPEN_SCHEMAS names."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

FOLDER = Path(os.environ.get("REOPEN_SCHEMAS") or Path(__file__).parents[3] / "shared/schemas")
PACKAGE, PROJECT = "oc4ids-project-package-schema.json", "oc4ids-project-schema.json"


def validator():
    """A validator of project packages that resolves references locally and checks dates and addresses."""
    missing = [name for name in (PACKAGE, PROJECT) if not (FOLDER / name).is_file()]
    if missing:
        pytest.skip(
            f"{' and '.join(missing)} not in {FOLDER}; REOPEN_SCHEMAS names the folder of the schemas"
        )
    from jsonschema import Draft4Validator, FormatChecker
    from referencing import Registry
    from referencing.jsonschema import DRAFT4

    package, project = (
        json.loads((FOLDER / name).read_text(encoding="utf-8")) for name in (PACKAGE, PROJECT)
    )
    registry = Registry().with_resources(
        (one["id"], DRAFT4.create_resource(one)) for one in (package, project)
    )
    formats = FormatChecker(formats=())
    formats.checks("date-time", raises=ValueError)(lambda text: bool(datetime.fromisoformat(text).tzinfo))
    formats.checks("uri", raises=ValueError)(lambda text: bool(urlsplit(text).scheme) and " " not in text)
    return Draft4Validator(package, registry=registry, format_checker=formats)


def problems(package) -> list[str]:
    """What is wrong with a package, each with its place."""
    return [f"{error.json_path}: {error.message}" for error in validator().iter_errors(package)]
