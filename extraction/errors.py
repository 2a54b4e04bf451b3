"""Errors of the extraction layer.

ExtractionError
├── ArticleError         one article cannot be worked on (becomes an error line, the run goes on)
│   ├── EmptyArticleError
│   ├── TooLongError
│   └── LanguageError
├── SettingError         a setting of the environment has no such value
├── ModelError           the spaCy pipeline cannot be loaded
└── ResourceError        a lexicon, frame, registry or taxonomy file is wrong: names file, line and value
"""

from records.errors import DatelineError


class ExtractionError(DatelineError):
    """Base of what the extraction layer refuses."""


class ArticleError(ExtractionError):
    """One article cannot be worked on; `code` is for programs."""

    code = "ARTICLE"


class EmptyArticleError(ArticleError):
    """The article has no text."""

    code = "EMPTY_TEXT"

    def __init__(self) -> None:
        super().__init__("The article has no text.")


class TooLongError(ArticleError):
    """The article is longer than the configuration allows."""

    code = "TEXT_TOO_LONG"

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"The text has {length:,} characters; at most {limit:,} are read (DATELINE_MAX_CHARS).")
        self.length = length
        self.limit = limit


class LanguageError(ArticleError):
    """The article is not in English; `language` is the BCP 47 tag that was found or given."""

    code = "LANGUAGE"

    def __init__(self, language: str) -> None:
        super().__init__(f"The article is in {language!r}; only English is read.")
        self.language = language


class SettingError(ExtractionError):
    """The variable `name` of the environment cannot be `value`."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        super().__init__(f"{name} is {value!r}; it has to be {wanted}.")
        self.name = name
        self.value = value


class ModelError(ExtractionError):
    """The spaCy pipeline `name` cannot be loaded."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"The language model {name!r} cannot be loaded: {reason}")
        self.name = name


class ResourceError(ExtractionError):
    """A data file is wrong: `path`, `line` (from 1; None: all of it), what is the matter."""

    def __init__(self, path: object, line: int | None, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}" if line else f"{path}: {problem}")
        self.path = str(path)
        self.line = line
        self.problem = problem
