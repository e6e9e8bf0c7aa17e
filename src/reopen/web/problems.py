"""What can be wrong with a request, in words and with a status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from reopen.errors import ReopenError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes
    ----------
    place : str
        Which part of the request.
    found, expected, mend : str
        What was seen, what was expected, and how to mend it, each in plain words.
    """

    place: str
    found: str
    expected: str
    mend: str

    def __str__(self) -> str:
        """As one sentence."""
        return f"{self.place}: {self.found}; {self.expected}; {self.mend}"


class RequestError(ReopenError):
    """A request that cannot be met.

    Attributes
    ----------
    status : int
        HTTP status.
    code : str
        Name of the kind of error.
    problems : tuple of Problem
        Everything that is wrong, where there is more to say than the message.
    """

    status, code = 500, "internal"

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(message)

    def body(self) -> dict[str, Any]:
        """The answer's body."""
        problems = [asdict(problem) for problem in self.problems]
        return {"error": {"code": self.code, "message": str(self), "problems": problems}}


class WrongRequestError(RequestError):
    """Parts of a request are wrong; all of them are told.

    As text it is all problems, a line each. The answer's message only counts them, since each stands
    below it in ``problems`` and is to be read once.
    """

    status, code = 422, "wrong_input"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems), problems)

    def body(self) -> dict[str, Any]:
        """The answer's body."""
        out = super().body()
        count = len(self.problems)
        words = "One thing has" if count == 1 else f"{count} things have"
        out["error"]["message"] = f"{words} to be mended first."
        return out


class UnauthorizedError(RequestError):
    """The request has no token."""

    status, code = 401, "unauthorized"


class ForbiddenError(RequestError):
    """The request comes from elsewhere than the application's own page."""

    status, code = 403, "forbidden"


class NotFoundError(RequestError):
    """There is no such thing."""

    status, code = 404, "not_found"


class ConflictError(RequestError):
    """What was to be changed has changed since."""

    status, code = 409, "conflict"


class TooLargeError(RequestError):
    """The request's body is too large."""

    status, code = 413, "too_large"


class SlowError(RequestError):
    """The request takes too long."""

    status, code = 503, "timeout"


class BusyError(RequestError):
    """There is too much to do at once."""

    status, code = 429, "busy"
