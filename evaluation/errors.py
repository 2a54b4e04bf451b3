"""Errors of the evaluation layer.

EvaluationError
├── RecordFileError      a line of a gold or prediction file is wrong: names file, line and value
└── FloorsError          the floors do not fit the gold they were pinned on
"""

from records.errors import DatelineError


class EvaluationError(DatelineError):
    """Base of what the evaluation layer refuses."""


class RecordFileError(EvaluationError):
    """A file of extraction records is wrong: `path`, `line` (from 1; None: all of it), what is the matter."""

    def __init__(self, path: object, line: int | None, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}" if line else f"{path}: {problem}")
        self.path = str(path)
        self.line = line
        self.problem = problem


class FloorsError(EvaluationError):
    """The floors do not fit the gold: another digest, or a figure that no report has."""

    def __init__(self, path: object, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = str(path)
        self.problem = problem
