"""A spaCy pipeline in, the same pipeline with NumPy's matrix multiplication, on one thread, out."""

from spacy.language import Language
from thinc.api import NumpyOps
from threadpoolctl import threadpool_limits


def use_numpy_arithmetic(nlp: Language) -> None:
    """Multiply matrices with the BLAS that NumPy brings instead of thinc's own, which knows fewer processors.

    The process keeps to one thread from then on: more would cost time on matrices of this size, and how many there are
    must not show in the last bits of a sum. Models that compute elsewhere (on a GPU) stay as they are.
    """
    threadpool_limits(1, user_api="blas")
    numpy_ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if model is not None:
            for node in model.walk():
                if type(node.ops) is NumpyOps:
                    node.ops = numpy_ops
