"""Several damage files read together, so that all that is wrong in them is said at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike

from reopen.errors import ReopenError
from reopen.rebuild.damage import DamageFile, read_damage


def read_files(
    paths: Sequence[str | PathLike[str]],
    *,
    scheme: str | None = None,
    layer: str | None = None,
    mapping: Mapping[str, str] | None = None,
    sector: str = "",
) -> list[DamageFile]:
    """Read damage files, each as :func:`reopen.rebuild.damage.read_damage` reads one.

    Parameters
    ----------
    paths : sequence of path
        The files.
    scheme, layer, mapping, sector
        The same for all of them.

    Raises
    ------
    ReopenError
        Naming what is wrong in every file; what is wrong with an option is said once.
    """
    read: list[DamageFile] = []
    wrong: dict[str, None] = {}
    for path in paths:
        try:
            read.append(read_damage(path, scheme=scheme, layer=layer, mapping=mapping, sector=sector))
        except ReopenError as error:
            wrong[str(error)] = None
    if wrong:
        raise ReopenError("\n".join(wrong))
    return read
