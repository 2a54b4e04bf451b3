"""Articles in, extraction records out: the one place where the parts of extraction are wired."""

from dataclasses import dataclass, replace
from functools import cached_property

import spacy
from spacy.language import Language

from extraction.actors import find_references
from extraction.anchoring import anchor_event, anchor_position, read_historic_present
from extraction.arithmetic import use_numpy_arithmetic
from extraction.assembly import assemble
from extraction.attribution import find_attributions
from extraction.carrying import carry_days
from extraction.components.tag_memo import is_memorable
from extraction.datelines import document_date_of
from extraction.directory import Directory, load_directory
from extraction.errors import EmptyArticleError, ModelError, TooLongError
from extraction.events import find_events
from extraction.languages import check_language
from extraction.lookup import ActorLookup, PlaceLookup
from extraction.merging import merge_events, merge_positions
from extraction.place_states import add_states_of_places
from extraction.places import find_places
from extraction.positions import find_positions
from extraction.settings import DEFAULT_MODEL, ExtractorConfig, label_model, locate_model
from extraction.spaces import even_spaces, restore_spaces
from extraction.timexes import read_timexes
from extraction.tokenization import adapt_tokenizer
from extraction.topics import Taxonomy, load_taxonomy
from records.articles import Article
from records.extractions import Extraction, ExtractorInfo

ONTOLOGY = "PLOVER 0.8, CAMEO 1.1b3"
_COMPONENTS_AFTER_MODEL = ("dateline_conjuncts", "dateline_timex", "dateline_mentions", "dateline_coref")


def load_extractor(config: ExtractorConfig, *, version: str) -> "Extractor":
    """Load the model and the registry (seconds) and return what turns articles into records.

    Raises:
        ModelError: the model cannot be loaded.
        ResourceError: a data file is wrong.
    """
    directory = load_directory(config.registry)
    taxonomy = load_taxonomy(config.topics)
    nlp = load_model(config.model)
    registry = {"registry": str(config.registry)} if config.registry else {}
    memorable = is_memorable(nlp)
    nlp.add_pipe("dateline_reading_copy", first=True, config={**registry, "standins": memorable})
    nlp.add_pipe("dateline_blocks", first=True)
    nlp.add_pipe("dateline_original")
    if memorable:
        nlp.add_pipe("dateline_tag_memo")
    adapt_tokenizer(nlp)
    for name in _COMPONENTS_AFTER_MODEL:
        nlp.add_pipe(name, config=registry if name in ("dateline_mentions", "dateline_coref") else {})
    if memorable:
        # Last: components take their dictionary from the lemmatizer.
        nlp.remove_pipe("attribute_ruler")
        nlp.remove_pipe("lemmatizer")
    use_numpy_arithmetic(nlp)
    return Extractor(config=config, nlp=nlp, directory=directory, taxonomy=taxonomy, version=version)


def load_model(name: str) -> Language:
    """Return the bare spaCy pipeline of that name.

    Raises:
        ModelError: it cannot be loaded.
    """
    try:
        return spacy.load(name if name != DEFAULT_MODEL else locate_model(name))
    except (OSError, ImportError, ValueError) as error:
        raise ModelError(name, str(error)) from error


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
        return ExtractorInfo(name="dateline", version=self.version, model=label_model(self.nlp.meta), ontology=ONTOLOGY)

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
        text = even_spaces(article.text)
        doc = self.nlp(text)
        timexes = read_timexes(doc, article.dct, date_order=self.config.date_order)
        references = find_references(doc, self.directory, article.dct)
        actors = ActorLookup(doc, references)
        found_places = find_places(doc, references)
        places = PlaceLookup(found_places)
        attributions = find_attributions(doc, actors)
        event_mentions = find_events(doc, actors, places, attributions)
        references, event_mentions = add_states_of_places(references, event_mentions, self.directory)
        position_mentions = find_positions(doc, actors, attributions, event_mentions, taxonomy=self.taxonomy)
        dated_events = [(m, anchor_event(m, timexes, article.dct)) for m in event_mentions]
        dated_positions = [(m, anchor_position(m, timexes, article.dct)) for m in position_mentions]
        dated_events, dated_positions = carry_days(dated_events, dated_positions, article.dct)
        dated_events = [(read_historic_present(m, when, article.dct), when) for m, when in dated_events]
        extraction = assemble(
            article=article,
            timexes=timexes,
            references=references,
            places=found_places,
            attributions=attributions,
            events=merge_events(article, dated_events, {r.actor.id: r.actor.country for r in references}),
            positions=merge_positions(article, dated_positions),
            extractor=self.info,
        )
        return extraction if text == article.text else restore_spaces(extraction, article.text)
