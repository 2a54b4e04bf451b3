"""Lines of an extraction file in, checked extraction records out."""

from functools import cache
from typing import Any, ClassVar

import orjson
from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validate

from records.actors import Actor, Mention, Office, Term
from records.articles import Article, DocumentDate
from records.attributions import Attribution
from records.dates import DateInterval, Interval
from records.events import Event, Participant
from records.extractions import Extraction, ExtractorInfo, FailedExtraction, Failure
from records.places import EventPlace, Place
from records.positions import Issue, Position
from records.spans import Evidence, Offsets, TextSpan
from records.timexes import Timex
from records.vocabularies import (
    ActorType,
    AttributionKind,
    Certainty,
    DateBasis,
    DocumentDateBasis,
    EventStatus,
    EventType,
    MentionForm,
    PlaceKind,
    Polarity,
    Precision,
    Role,
    Stance,
    TimexType,
)
from schemas.compiling import DoubtError, Read, compile_reader
from schemas.contradictions import find_contradictions, is_consistent
from schemas.errors import RecordError, walk_messages


def load_record(line: bytes) -> Extraction | FailedExtraction:
    """Return the record that a line holds.

    Fields that are unknown here are passed over; a nullable one that is missing is unknown.

    Raises:
        RecordError: the line is no JSON object, lacks a field, or says what its own text does not.
    """
    try:
        document = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise RecordError((("", f"no JSON: {error}"),)) from error
    if not isinstance(document, dict):
        raise RecordError((("", "a JSON object is needed."),))
    record = _read_plainly(document)
    return _load_carefully(document) if record is None else record


def _read_plainly(document: dict[str, Any]) -> Extraction | None:
    """Return the record of a document with which nothing is the matter; None: let the schemas decide."""
    if "error" in document:
        return None
    try:
        record: Extraction = _extraction_reader()(document)
    except (DoubtError, KeyError, TypeError, ValueError, OverflowError):
        return None
    return record if is_consistent(record) else None


@cache
def _extraction_reader() -> Read:
    return compile_reader(_EXTRACTION, {_OffsetsField: _read_offsets})


def _read_offsets(value: Any) -> Offsets:
    start, end = value
    if type(value) is list and type(start) is type(end) is int and 0 <= start < end:
        return start, end
    raise DoubtError


def _load_carefully(document: dict[str, Any]) -> Extraction | FailedExtraction:
    schema = _FAILURE if "error" in document else _EXTRACTION
    try:
        record: Extraction | FailedExtraction = schema.load(document)
    except ValidationError as error:
        raise RecordError(tuple(walk_messages(error.messages))) from error
    if isinstance(record, Extraction):
        problems = tuple(find_contradictions(record))
        if problems:
            raise RecordError(problems)
    return record


class _OffsetsField(fields.Field[Offsets]):
    """A pair [start, end] of character offsets."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_kwargs: Any) -> Offsets:  # noqa: ARG002
        match value:
            case [int(start), int(end)] if 0 <= start < end and type(start) is type(end) is int:
                return start, end
        raise ValidationError("Not a pair of character offsets, start before end.")


class _Loader(Schema):
    """Base of what becomes a record."""

    class Meta:
        unknown = EXCLUDE

    record: ClassVar[type[Any]]

    @post_load
    def make_record(self, data: dict[str, Any], **_kwargs: Any) -> Any:
        return self.record(**{key: tuple(value) if type(value) is list else value for key, value in data.items()})


def _words(*, nullable: bool = False) -> fields.String:
    return fields.String(load_default=None, allow_none=True) if nullable else fields.String(required=True)


def _id(prefix: str) -> fields.String:
    return fields.String(required=True, validate=validate.Regexp(prefix + r"[A-Za-z0-9_-]{1,64}\Z"))


def _offset() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(0))


def _degrees(most: int) -> fields.Float:
    return fields.Float(load_default=None, allow_none=True, validate=validate.Range(-most, most))


def _one_of(vocabulary: type[Any]) -> fields.Enum[Any]:
    return fields.Enum(vocabulary, required=True, by_value=True)


def _offsets() -> _OffsetsField:
    return _OffsetsField(load_default=None, allow_none=True)


def _listed(inner: Any, *, least: int = 0) -> fields.List[Any]:
    return fields.List(inner, required=True, validate=validate.Length(min=least))


def _optional_list(inner: Any) -> fields.List[Any]:
    return fields.List(inner, load_default=())


class _SpanLoader(_Loader):
    record: ClassVar[type[Any]] = TextSpan
    start = _offset()
    end = _offset()
    text = _words()


class _EvidenceLoader(_Loader):
    record = Evidence
    start = _offset()
    end = _offset()
    quote = _words()


class _IntervalLoader(_Loader):
    record: ClassVar[type[Any]] = Interval
    start = fields.Date(required=True, allow_none=True)
    end = fields.Date(required=True, allow_none=True)
    precision = _one_of(Precision)


class _DatingLoader(_IntervalLoader):
    record = DateInterval
    basis = _one_of(DateBasis)
    text = _words(nullable=True)
    span = _offsets()


class _DocumentDateLoader(_Loader):
    record = DocumentDate
    value = fields.Date(load_default=None, allow_none=True)
    basis = _one_of(DocumentDateBasis)
    span = _offsets()


class _ArticleLoader(_Loader):
    record = Article
    id = _id("art_")
    external_id = _words(nullable=True)
    title = _words(nullable=True)
    url = _words(nullable=True)
    publisher = _words(nullable=True)
    published_at = _words(nullable=True)
    document_date = fields.Nested(_DocumentDateLoader, load_default=DocumentDate, allow_none=True)
    language = fields.String(load_default="en")
    text = _words()
    sha256 = _words()

    @post_load
    def make_record(self, data: dict[str, Any], **_kwargs: Any) -> Article:
        return Article(**data | {"document_date": data["document_date"] or DocumentDate()})


class _TimexLoader(_SpanLoader):
    record = Timex
    type = _one_of(TimexType)
    value = fields.String(required=True, validate=validate.Length(min=1))
    mod = _words(nullable=True)
    interval = fields.Nested(_IntervalLoader, load_default=None, allow_none=True)


class _OfficeLoader(_Loader):
    record = Office
    title = _words()
    organisation = _words(nullable=True)
    start = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(0))
    end = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(0))


class _TermLoader(_Loader):
    record = Term
    title = _words()
    office = _words()
    organisation = _words(nullable=True)
    start = fields.Date(load_default=None, allow_none=True)
    end = fields.Date(load_default=None, allow_none=True)


class _MentionLoader(_SpanLoader):
    record = Mention
    form = _one_of(MentionForm)


class _ActorLoader(_Loader):
    record = Actor
    id = _words()
    name = _words()
    actor_type = _one_of(ActorType)
    country = _words(nullable=True)
    sectors = _optional_list(fields.String())
    code = _words(nullable=True)
    wikidata = _words(nullable=True)
    offices = _optional_list(fields.Nested(_OfficeLoader))
    terms = _optional_list(fields.Nested(_TermLoader))
    mentions = _listed(fields.Nested(_MentionLoader), least=1)


class _AttributionLoader(_Loader):
    record = Attribution
    source = _listed(_OffsetsField())
    cue = _listed(_OffsetsField())
    content = _listed(_OffsetsField(), least=1)
    kind = _one_of(AttributionKind)
    actor_id = _words(nullable=True)


class _ParticipantLoader(_Loader):
    record = Participant
    actor_id = _words()
    role = _one_of(Role)
    mention = _offsets()


class _EventPlaceLoader(_Loader):
    record = EventPlace
    id = _words()
    name = _words()
    country = _words(nullable=True)
    latitude = _degrees(90)
    longitude = _degrees(180)
    span = _offsets()


class _EventLoader(_Loader):
    record = Event
    id = _id("evt_")
    event_type = _one_of(EventType)
    mode = _words(nullable=True)
    contexts = _optional_list(fields.String())
    cameo_code = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"\d{2,4}\Z"))
    status = _one_of(EventStatus)
    participants = _listed(fields.Nested(_ParticipantLoader))
    event_date = fields.Nested(_DatingLoader, required=True)
    place = fields.Nested(_EventPlaceLoader, load_default=None, allow_none=True)
    trigger = fields.Nested(_SpanLoader, required=True)
    evidence = _listed(fields.Nested(_EvidenceLoader), least=1)
    reciprocal = fields.Boolean(load_default=False)
    story = _words(nullable=True)
    reported_by = _words(nullable=True)
    fatalities = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(0))
    quad_class = fields.Integer(required=True, strict=True, validate=validate.Range(0, 4))
    intensity = fields.Float(load_default=None, allow_none=True, validate=validate.Range(-10, 10))
    background = fields.Boolean(load_default=False)
    confidence = fields.Float(required=True, validate=validate.Range(0, 1))
    rule = _words()


class _IssueLoader(_Loader):
    record = Issue
    id = _words()
    label = _words()
    topic = _words()


class _PositionLoader(_Loader):
    record = Position
    id = _id("pos_")
    actor_id = _words()
    on_behalf_of = _words(nullable=True)
    stance = _one_of(Stance)
    certainty = _one_of(Certainty)
    polarity = _one_of(Polarity)
    issue = fields.Nested(_IssueLoader, required=True)
    proposition = _words()
    addressee_ids = _optional_list(fields.String())
    condition = _words(nullable=True)
    via = _words(nullable=True)
    quoted = fields.Boolean(load_default=False)
    stated_date = fields.Nested(_DatingLoader, required=True)
    source = _offsets()
    cue = _offsets()
    content = _offsets()
    evidence = _listed(fields.Nested(_EvidenceLoader), least=1)
    confidence = fields.Float(required=True, validate=validate.Range(0, 1))
    rule = _words()


class _PlaceLoader(_Loader):
    record = Place
    id = _words()
    name = _words()
    country = _words(nullable=True)
    latitude = _degrees(90)
    longitude = _degrees(180)
    kind = _one_of(PlaceKind)
    mentions = _optional_list(fields.Nested(_SpanLoader))


class _ExtractorLoader(_Loader):
    record = ExtractorInfo
    name = _words()
    version = _words()
    model = _words()
    ontology = _words()


class _ExtractionLoader(_Loader):
    record = Extraction
    article = fields.Nested(_ArticleLoader, required=True)
    timexes = _listed(fields.Nested(_TimexLoader))
    actors = _listed(fields.Nested(_ActorLoader))
    attributions = _listed(fields.Nested(_AttributionLoader))
    events = _listed(fields.Nested(_EventLoader))
    positions = _listed(fields.Nested(_PositionLoader))
    places = fields.List(fields.Nested(_PlaceLoader), load_default=(), allow_none=True)
    warnings = _optional_list(fields.String())
    extractor = fields.Nested(_ExtractorLoader, required=True)

    @post_load
    def make_record(self, data: dict[str, Any], **kwargs: Any) -> Any:
        return super().make_record(data | {"places": data["places"] or ()}, **kwargs)


class _ErrorLoader(_Loader):
    record = Failure
    code = _words()
    detail = _words()


class _FailureLoader(_Loader):
    record = FailedExtraction
    article = fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True), required=True)
    error = fields.Nested(_ErrorLoader, required=True)

    @post_load
    def make_record(self, data: dict[str, Any], **kwargs: Any) -> Any:
        known = {name: value for name, value in data["article"].items() if value is None or isinstance(value, str)}
        return super().make_record(data | {"article": known}, **kwargs)


_EXTRACTION = _ExtractionLoader()
_FAILURE = _FailureLoader()
