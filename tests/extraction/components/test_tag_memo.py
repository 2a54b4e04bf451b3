"""The memo gives every token what spaCy's own ruler and lemmatizer give it."""

from pathlib import Path

import pytest
from spacy.language import Language

from extraction.components.tag_memo import is_memorable
from extraction.pipeline import load_model
from extraction.settings import DEFAULT_MODEL

SEEDS = sorted((Path(__file__).parents[3] / "seeds").glob("*.md"))
ODD = [
    "",
    " \n\n\t ",
    "I'm gonna go, and we gotta leave; let's c'mon, y'all! Ain't it late? There's hope, there are talks.",
    "It is said that there is, was, were; what's theirs isn't ours. But they did do what they had had to.",
    "Saw the saw. Leaves leave. He has had it; they have. 😀 \u200b «Ils» 北京 x" + "y" * 300,
    "gon na got ta let 's on all y' n't ai",
]


@pytest.fixture(scope="module")
def bare() -> Language:
    return load_model(DEFAULT_MODEL)


@pytest.fixture(scope="module")
def remembering() -> Language:
    nlp = load_model(DEFAULT_MODEL)
    assert is_memorable(nlp)
    nlp.add_pipe("dateline_tag_memo", after="lemmatizer")
    nlp.remove_pipe("attribute_ruler")
    nlp.remove_pipe("lemmatizer")
    return nlp


@pytest.mark.parametrize("text", [*(p.read_text("utf-8") for p in SEEDS), *ODD], ids=lambda text: text[:12].strip())
def test_every_token_is_as_without_the_memo(bare: Language, remembering: Language, text: str) -> None:
    wanted = [(t.text, t.pos_, str(t.morph), t.lemma_, t.dep_, t.ent_type_) for t in bare(text)]
    for _ in ("unseen", "seen before"):
        assert [(t.text, t.pos_, str(t.morph), t.lemma_, t.dep_, t.ent_type_) for t in remembering(text)] == wanted


def test_a_ruler_that_looks_at_more_than_the_key_is_left_alone(bare: Language) -> None:
    nlp = load_model(DEFAULT_MODEL)
    nlp.get_pipe("attribute_ruler").add([[{"ENT_TYPE": "GPE"}]], {"POS": "PROPN"})  # type: ignore[attr-defined]
    assert not is_memorable(nlp)
    assert is_memorable(bare)
