"""Text in, the words and numbers that time expressions are made of out: a letter of a class string for each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from extraction.errors import ResourceError

# Every alternative is bounded or a plain run of one kind of character: the work is linear, whatever the text holds.
_LEXEME = re.compile(
    r"(?:(?P<QUARTERCODE>[QqHh][1-4](?!\w))"
    r"|(?P<WORD>[AaPp]\.[Mm](?!\w)\.?|[Oo]['’]clock\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\."
    r"|(?:Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun)\.(?=,? )|[^\W\d_]+)"
    r"|(?P<ISOTIME>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?(?!\w))"
    r"|(?P<ISODAY>\d{4}-\d\d-\d\d(?![\w-]))"
    r"|(?P<NUMDATE>\d{1,2}(?P<sep>[/.-])\d{1,2}(?P=sep)(?:\d{4}|\d\d)(?![\w/-]))"
    r"|(?P<CLOCK>\d{1,2}:\d\d(?::\d\d)?(?![\w:]))"
    r"|(?P<DECADE>\d{3}0['’]?s\b)"
    r"|(?P<ORDNUM>\d{1,4}(?:st|nd|rd|th)\b)"
    r"|(?P<SHORTDECADE>[‘’']?[2-9]0['’]?s\b)"
    r"|(?P<SHORTYEAR>[‘’']\d\d(?![\w'’]))"
    r"|(?P<NUMBER>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"|(?P<POSS>['’]s\b)"
    r"|(?P<BREAK>[\n\r\x0b\x0c\x85\u2028\u2029]\s*)"
    r"|(?P<MARK>[^\w\s]|_)"
    r"|[^\S\n]) *"
)
_MARKS: Mapping[str, str] = {
    "-": "HYPHEN", "‐": "HYPHEN", "‑": "HYPHEN", "–": "DASH", "—": "LONGDASH", ",": "COMMA", ".": "DOT", ";": "STOP",
    ":": "STOP", "?": "STOP", "!": "STOP", "(": "OPEN", ")": "CLOSE", "/": "SLASH", "+": "PLUS", "%": "PERCENT",
    "$": "MONEY", "€": "MONEY", "£": "MONEY", "¥": "MONEY", "₽": "MONEY", "#": "MONEY", "₹": "MONEY", "₴": "MONEY",
}  # fmt: skip
_LEXICAL = ("ISOTIME", "ISODAY", "NUMDATE", "CLOCK", "DECADE", "ORDNUM", "SHORTDECADE", "SHORTYEAR", "QUARTERCODE")
_NUMERIC = ("DAYNUMBER", "YEAR", "NUMBER", "DOTCLOCK")
_FIRST_YEAR, _LAST_YEAR = 1500, 2099
OTHER = "OTHER"
BREAK = "BREAK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What the word list says of a word: class, value, and whether only its capitalised form counts."""

    name: str
    value: str
    capital: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words by their lower-case form, and the letter of each class."""

    words: Mapping[str, Word]
    letters: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexemes:
    """The lexemes of a text: their classes as a string, where they start and end in the text, and their values."""

    text: str
    classes: str
    starts: list[int]
    ends: list[int]
    values: list[str]

    def words(self, first: int, last: int) -> str:
        """Return the text from lexeme `first` to before `last`."""
        return self.text[self.starts[first] : self.ends[last - 1]]


@cache
def load_vocabulary() -> Vocabulary:
    """Read the word list (once).

    Raises:
        ResourceError: a line has not four columns, or a word stands in the list twice.
    """
    name = "time_words.tsv"
    words: dict[str, Word] = {}
    for number, line in enumerate(files("extraction.resources").joinpath(name).read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        try:
            label, case, value, forms = line.split("\t")
        except ValueError:
            raise ResourceError(name, number, f"four columns expected: {line!r}") from None
        for form in forms.split("; "):
            if form.lower() in words:
                raise ResourceError(name, number, f"{form!r} stands in the list twice")
            words[form.lower()] = Word(name=label, value=value, capital=case == "cap")
    names = {word.name for word in words.values()} | {*_MARKS.values(), *_LEXICAL, *_NUMERIC, "POSS", BREAK, OTHER}
    letters = {label: chr(0x100 + i) for i, label in enumerate(sorted(names))}
    return Vocabulary(words=words, letters=letters)


@cache
def class_names() -> Mapping[str, str]:
    """Return the name of the class that each letter stands for."""
    return {letter: name for name, letter in load_vocabulary().letters.items()}


def lex(text: str, start: int = 0, end: int | None = None) -> Lexemes:
    """Return the lexemes of `text[start:end]`; offsets count from the beginning of `text`."""
    letters = load_vocabulary().letters
    classes: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    values: list[str] = []
    for match in _LEXEME.finditer(text, start, len(text) if end is None else end):
        kind = match.lastgroup
        if kind is None:
            continue
        form = value = match[kind]
        if kind == "WORD":
            letter, value = _read_word(form)
        elif kind == "MARK":
            label = _MARKS.get(form, OTHER)
            # "this year - the losses": a hyphen between spaces joins nothing.
            letter = letters[
                "LONGDASH" if label == "HYPHEN" and text[match.start() - 1 : match.start()] == " " else label
            ]
        elif kind == "NUMBER":
            letter = letters[_number_class(form)]
        else:
            letter = letters[kind]
        classes.append(letter)
        first = match.start()
        starts.append(first)
        ends.append(first + len(form))
        values.append(value)
    return Lexemes(text=text, classes="".join(classes), starts=starts, ends=ends, values=values)


@lru_cache(maxsize=1 << 16)
def _read_word(form: str) -> tuple[str, str]:
    """Return the letter of a word's class, and its value."""
    vocabulary = load_vocabulary()
    word = vocabulary.words.get(form.lower())
    if word is None or (word.capital and not form[0].isupper()):
        return vocabulary.letters[OTHER], form
    return vocabulary.letters[word.name], word.value


@lru_cache(maxsize=1 << 12)
def _number_class(form: str) -> str:
    if len(form) <= 2:
        return "DAYNUMBER" if 1 <= int(form) <= 31 else "NUMBER"
    if len(form) == 4 and form.isascii() and form.isdigit() and _FIRST_YEAR <= int(form) <= _LAST_YEAR:
        return "YEAR"
    if len(form) in (4, 5) and "." in form[1:3] and len(form.split(".")[1]) == 2:
        return "DOTCLOCK"
    return "NUMBER"
