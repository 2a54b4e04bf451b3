"""The name of a person in a document in, the office that the words around it give out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from extraction.directory import Directory, OfficeTitle
from extraction.person_names import person_words
from extraction.titles import is_over, longest_title

_MAX_LEFT = 14
_RANKS = frozenset({"general", "officer", "royal", "doctor", "religious-leader"})
_MAX_RIGHT = 22
_OF = frozenset({"of", "for", "at", "to", "in", "with", "on"})
_TRIMMED = frozenset({"the", "a", "an", "its", "his", "her", "their", "our", "my", "and", "or", "as", ",", "that"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOffice:
    """An office as worded: `span` are its words, `organisation` the id of the state or organisation, where named."""

    span: Span
    title: OfficeTitle
    organisation: str | None
    over: bool


def find_office(name: Span, directory: Directory, ids: Mapping[int, str]) -> FoundOffice | None:
    """Return the office that stands before the name or in apposition behind it.

    `ids` are the registry's ids of the names in the document, by token.
    """
    found = _before(name, directory, ids) or _after(name, directory, ids)
    if found is not None and found.organisation is None:
        found = replace(found, organisation=_realm(name, ids))
    return _of_a_company(found, directory) if found is not None else None


def _of_a_company(found: FoundOffice, directory: Directory) -> FoundOffice:
    """Read a title that a state's office shares with a company's as the latter, unless a state stands beside it."""
    if found.title.scope != "state" or (found.organisation or "").startswith(("country:", "gov:")):
        return found
    words = [token.lower_ for token in found.span[-2:]]
    readings = directory.titles.get(" ".join(words)) or directory.titles.get(words[-1], ())
    other = next((title for title in readings if title.scope == "org"), None)
    return replace(found, title=other) if other is not None else found


def _realm(name: Span, ids: Mapping[int, str]) -> str | None:
    """Return the state after a name's "of" ("King Hassan of Morocco")."""
    doc, i = name.doc, name.end
    if i + 1 < len(doc) and doc[i].lower_ == "of":
        realm = ids.get(i + 1) or ids.get(i + 2, "")
        return realm if realm.startswith("country:") else None
    return None


def _before(name: Span, directory: Directory, ids: Mapping[int, str]) -> FoundOffice | None:
    """Read "U.S. President Donald Trump", "the EU's foreign policy chief, Kaja Kallas", "Gen. Aoun"."""
    doc = name.doc
    end = name.start
    first = name.sent.start
    while end > first and doc[end - 1].lower_.rstrip(".") in person_words().honorifics and end - 1 > first:
        end -= 1
    if end > first and doc[end - 1].text == ",":
        if not _is_apposition(doc[end - 2], name):
            return None
        end -= 1
    if end <= first:
        return None
    phrase = doc[max(first, end - _MAX_LEFT) : end]
    if end == name.start and not phrase[-1].is_alpha and not phrase[-1].text.endswith("."):
        return None
    found = longest_title(phrase, directory) or _rank(phrase[-1], directory)
    if found is None:
        return None
    title, size = found
    start = end - size
    if start > first + 1 and title.office in _RANKS and doc[start - 1].text == ",":
        # "Guinea's junta leader, General Mamady Doumbouya": the office stands before the rank.
        above = longest_title(doc[max(first, start - 1 - _MAX_LEFT) : start - 1], directory)
        if above is not None:
            title, size = above
            end = start - 1
            start = end - size
    begin, organisation = _owner_before(doc[max(first, end - _MAX_LEFT) : start], ids)
    return FoundOffice(
        span=doc[min(begin, start) : end],
        title=title,
        organisation=organisation or _owner_behind(doc[start:end], name.start, ids),
        over=is_over(t.lower_ for t in doc[max(first, begin - 2) : end]),
    )


def _rank(token: Token, directory: Directory) -> tuple[OfficeTitle, int] | None:
    full = person_words().ranks.get(token.lower_.rstrip("."))
    titles = directory.titles.get(full) if full else None
    return (titles[0], 1) if titles else None


def _is_apposition(head: Token, name: Span) -> bool:
    root = name.root
    return (root.dep_ == "appos" and root.head.i <= head.i) or (head.dep_ == "appos" and head.head == root)


def _owner_before(words: Span, ids: Mapping[int, str]) -> tuple[int, str | None]:
    """Return where the modifiers of a title begin, and the state or organisation nearest to it among them."""
    doc, i = words.doc, words.end
    organisation = None
    while i > words.start:
        token = doc[i - 1]
        if token.i in ids:
            organisation = ids[token.i]
            while i > words.start and ids.get(i - 1) == organisation:
                i -= 1
            return i, organisation
        if (
            token.tag_ == "POS"
            or token.text == "-"
            or (token.pos_ in ("ADJ", "NOUN", "PROPN", "NUM") and not token.is_punct)
        ):
            i -= 1
            continue
        break
    while i < words.end and doc[i].lower_ in _TRIMMED:
        i += 1
    return i, organisation


def _owner_behind(title: Span, end: int, ids: Mapping[int, str]) -> str | None:
    """Return the state or organisation after a title's "of" ("President of Ukraine Volodymyr Zelensky")."""
    return next((ids[token.i] for token in title.doc[title.start : end] if token.i in ids), None)


def _after(name: Span, directory: Directory, ids: Mapping[int, str]) -> FoundOffice | None:
    """Read "John Kerry, the U.S. secretary of state," and "Steve Witkoff, Trump’s special envoy for Ukraine,"."""
    doc, i = name.doc, name.end
    if (i < len(doc) and doc[i].tag_ == "POS") or i + 1 >= len(doc) or doc[i].text not in (",", "(", "-", "–", "—"):
        return None
    start = i + 1
    last = min(len(doc), start + _MAX_RIGHT, name.sent.end)
    end = start
    while (
        end < last
        and doc[end].text not in (",", ";", ")", "(", "–", "—", ".", ":")
        and doc[end].pos_ not in ("VERB", "AUX")
    ):
        end += 1
    for at in range(end, start, -1):
        if doc[at - 1].lower_ not in directory.title_phrases:
            continue
        found = longest_title(doc[start:at], directory)
        if found is None or (at < end and (doc[at - 1].dep_ == "compound" or doc[at].tag_ == "POS")):
            continue
        title, size = found
        begin, organisation = _owner_before(doc[start : at - size], ids)
        if organisation is None and at < end and doc[at].lower_ in _OF:
            organisation = next((ids[token.i] for token in doc[at:end] if token.i in ids), None)
        begin = max(min(begin, at - size), start)
        while begin < at - size and doc[begin].lower_ in _TRIMMED:
            begin += 1
        return FoundOffice(
            span=doc[begin:at], title=title, organisation=organisation, over=is_over(t.lower_ for t in doc[start:at])
        )
    return None
