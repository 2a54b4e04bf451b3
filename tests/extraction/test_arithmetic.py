"""Parsing multiplies matrices with NumPy's BLAS, on one thread, and finds what it found with thinc's."""

from collections.abc import Iterator

import pytest
from spacy.language import Language
from thinc.api import NumpyOps
from threadpoolctl import threadpool_info

from extraction.arithmetic import use_numpy_arithmetic
from extraction.pipeline import load_model
from extraction.settings import DEFAULT_MODEL

TEXTS = (
    "The foreign ministers of Chile and Peru met in Lima on Tuesday, two days after the border was closed.",
    "“We will not sign,” said the union's leader, whom the police had arrested in March and released on bail.",
    "Rebels shelled the port; at least six people died, the mayor said, and hundreds fled to the hills.",
)


def nodes_of(nlp: Language) -> Iterator[NumpyOps]:
    """Yield what each part of the models computes with."""
    for _, component in nlp.pipeline:
        if getattr(component, "model", None) is not None:
            yield from (node.ops for node in component.model.walk())


@pytest.fixture(scope="module")
def bare() -> Language:
    """Return the model as spaCy loads it."""
    return load_model(DEFAULT_MODEL)


def test_every_part_computes_with_numpy_on_one_thread(nlp: Language) -> None:
    assert {ops.use_blis for ops in nodes_of(nlp)} == {False}
    assert {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"} == {1}


def test_the_parse_is_that_of_bare_spacy(bare: Language) -> None:
    assert {ops.use_blis for ops in nodes_of(bare)} == {True}
    expected = [bare(text).to_json() for text in TEXTS]
    use_numpy_arithmetic(bare)
    assert [bare(text).to_json() for text in TEXTS] == expected
