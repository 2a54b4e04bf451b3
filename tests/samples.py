"""Extraction records written by hand, for tests that need records but no model."""

from dataclasses import replace
from datetime import date, timedelta

from ingest.sources import make_article
from records.actors import Actor, Mention, Office
from records.articles import Article, DocumentDate
from records.attributions import Attribution
from records.dates import UNDATED, DateInterval, Interval
from records.events import Event, Participant
from records.extractions import Extraction, ExtractorInfo
from records.ids import content_id
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

EXTRACTOR = ExtractorInfo(name="dateline", version="0.1.0", model="by hand", ontology="PLOVER 0.8, CAMEO 1.1b3")

TALKS = (
    "U.S. President Donald Trump announced on Monday that he will hold talks with Russian President Vladimir Putin on "
    "Tuesday. “We want peace,” Trump said. Moscow demands that Ukraine never joins NATO.\n"
)
SANCTIONS = (
    "The European Union imposed sanctions on Russia on 24 February 2025 in Brussels. Hungary criticised the package.\n"
)
MEMORIES = "Colombia and the rebels of the FARC once signed a peace accord in Havana — “a new day” 🕊.\n"


def find(text: str, words: str, nth: int = 1) -> Offsets:
    """Return where the nth occurrence of the words stands."""
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return start, start + len(words)


def evidence(text: str, words: str) -> tuple[Evidence, ...]:
    """Return one piece of evidence."""
    start, end = find(text, words)
    return (Evidence(start=start, end=end, quote=words),)


def text_span(text: str, words: str, nth: int = 1) -> TextSpan:
    """Return a span with its words."""
    start, end = find(text, words, nth)
    return TextSpan(start=start, end=end, text=words)


def mention(text: str, words: str, form: MentionForm = MentionForm.NAME, nth: int = 1) -> Mention:
    """Return a mention."""
    start, end = find(text, words, nth)
    return Mention(start=start, end=end, text=words, form=form)


def country(text: str, code: str, name: str, words: str, form: MentionForm = MentionForm.NAME) -> Actor:
    """Return a state that the text names."""
    return Actor(
        id=f"country:{code}",
        name=name,
        actor_type=ActorType.STATE,
        country=code,
        sectors=("GOV",),
        code=f"{code}GOV",
        mentions=(mention(text, words, form),),
    )


def on(text: str, words: str, day: date) -> DateInterval:
    """Return a stated day."""
    return DateInterval(
        start=day,
        end=day,
        precision=Precision.DAY,
        basis=DateBasis.STATED,
        text=words,
        span=find(text, words),
    )


def talks() -> Extraction:
    """Return an article with a planned event, a position and an attribution."""
    article = make_article(
        TALKS,
        external_id="talks-1",
        title="Presidents to talk on Tuesday",
        url="https://news.example/talks",
        publisher="The Harbour Wire",
        published_at="2025-03-17",
    )
    trump = Actor(
        id="person:donald-trump",
        name="Donald Trump",
        actor_type=ActorType.PERSON,
        country="USA",
        sectors=("GOV",),
        code="USAGOV",
        wikidata="Q22686",
        offices=(Office(title="U.S. President", organisation="country:USA", start=0, end=14),),
        mentions=(mention(TALKS, "Donald Trump"), mention(TALKS, "Trump", nth=2)),
    )
    putin = Actor(
        id="person:vladimir-putin",
        name="Vladimir Putin",
        actor_type=ActorType.PERSON,
        country="RUS",
        sectors=("GOV",),
        code="RUSGOV",
        wikidata="Q7747",
        mentions=(mention(TALKS, "Vladimir Putin"),),
    )
    nato = Actor(
        id="org:nato",
        name="NATO",
        actor_type=ActorType.ORGANISATION,
        sectors=("IGO",),
        code="IGO",
        mentions=(mention(TALKS, "NATO"),),
    )
    event = Event(
        id=content_id("evt_", article.id, "talks"),
        event_type=EventType.CONSULT,
        mode="phone",
        contexts=("DIPLOMATIC",),
        cameo_code="036",
        status=EventStatus.PLANNED,
        participants=(
            Participant(actor_id=trump.id, role=Role.SOURCE, mention=find(TALKS, "Donald Trump")),
            Participant(actor_id=putin.id, role=Role.TARGET, mention=find(TALKS, "Vladimir Putin")),
        ),
        event_date=on(TALKS, "Tuesday", date(2025, 3, 18)),
        trigger=text_span(TALKS, "hold talks"),
        evidence=evidence(TALKS, TALKS[: TALKS.index(".", 20) + 1]),
        reciprocal=True,
        reported_by=trump.id,
        quad_class=1,
        intensity=3.0,
        confidence=0.86,
        rule="consult.hold-talks",
    )
    position = Position(
        id=content_id("pos_", article.id, "nato"),
        actor_id="country:RUS",
        stance=Stance.DEMAND,
        certainty=Certainty.STATED,
        polarity=Polarity.AGAINST,
        issue=Issue(id="nato-membership-of-ukraine", label="NATO membership of Ukraine", topic="nato_alliances"),
        proposition="Ukraine never joins NATO",
        addressee_ids=("country:UKR",),
        stated_date=DateInterval(
            start=date(2025, 3, 17), end=date(2025, 3, 17), precision=Precision.DAY, basis=DateBasis.PUBLICATION
        ),
        source=find(TALKS, "Moscow"),
        cue=find(TALKS, "demands"),
        content=find(TALKS, "Ukraine never joins NATO"),
        evidence=evidence(TALKS, "Moscow demands that Ukraine never joins NATO."),
        confidence=0.9,
        rule="demand.verb",
    )
    monday = date(2025, 3, 17)
    return Extraction(
        article=_dated(article, monday),
        timexes=(
            Timex(
                **_words(TALKS, "Monday"),
                type=TimexType.DATE,
                value="2025-03-17",
                interval=Interval(start=monday, end=monday, precision=Precision.DAY),
            ),
            Timex(**_words(TALKS, "Tuesday"), type=TimexType.DATE, value="XXXX-WXX-2"),
        ),
        actors=(
            trump,
            putin,
            country(TALKS, "RUS", "Russia", "Moscow", MentionForm.METONYM),
            country(TALKS, "UKR", "Ukraine", "Ukraine"),
            nato,
        ),
        attributions=(
            Attribution(
                source=(find(TALKS, "Trump", 2),),
                cue=(find(TALKS, "said"),),
                content=(find(TALKS, "We want peace"),),
                kind=AttributionKind.DIRECT,
                actor_id=trump.id,
            ),
        ),
        events=(event,),
        positions=(position,),
        warnings=("One weekday stays unresolved.",),
        extractor=EXTRACTOR,
    )


def sanctions() -> Extraction:
    """Return an article with an event at a place with coordinates, and one without a date."""
    article = make_article(
        SANCTIONS, title="New package, =1+1", publisher="Plainfield Courier", published_at="2025-02-25T06:30:00Z"
    )
    europe = Actor(
        id="org:eu",
        name="European Union",
        actor_type=ActorType.ORGANISATION,
        sectors=("IGO",),
        code="IGO",
        wikidata="Q458",
        mentions=(mention(SANCTIONS, "European Union"),),
    )
    brussels = Place(
        id="place:brussels",
        name="Brussels",
        country="BEL",
        latitude=50.85,
        longitude=4.35,
        kind=PlaceKind.CITY,
        mentions=(text_span(SANCTIONS, "Brussels"),),
    )
    sanction = Event(
        id=content_id("evt_", article.id, "sanction"),
        event_type=EventType.SANCTION,
        contexts=("ECONOMIC",),
        cameo_code="163",
        status=EventStatus.OCCURRED,
        participants=(
            Participant(actor_id="org:eu", role=Role.SOURCE, mention=find(SANCTIONS, "European Union")),
            Participant(actor_id="country:RUS", role=Role.TARGET, mention=find(SANCTIONS, "Russia")),
        ),
        event_date=on(SANCTIONS, "24 February 2025", date(2025, 2, 24)),
        place=EventPlace(
            id=brussels.id,
            name=brussels.name,
            country=brussels.country,
            latitude=brussels.latitude,
            longitude=brussels.longitude,
            span=find(SANCTIONS, "Brussels"),
        ),
        trigger=text_span(SANCTIONS, "imposed sanctions"),
        evidence=evidence(SANCTIONS, SANCTIONS[: SANCTIONS.index(".") + 1]),
        quad_class=4,
        intensity=-8.0,
        confidence=0.95,
        rule="sanction.impose",
    )
    criticism = Event(
        id=content_id("evt_", article.id, "criticism"),
        event_type=EventType.ACCUSE,
        status=EventStatus.OCCURRED,
        participants=(Participant(actor_id="country:HUN", role=Role.SOURCE, mention=find(SANCTIONS, "Hungary")),),
        event_date=UNDATED,
        trigger=text_span(SANCTIONS, "criticised"),
        evidence=evidence(SANCTIONS, "Hungary criticised the package."),
        quad_class=3,
        confidence=0.5,
        rule="accuse.criticise",
    )
    return Extraction(
        article=_dated(article, date(2025, 2, 25)),
        actors=(
            europe,
            country(SANCTIONS, "RUS", "Russia", "Russia"),
            country(SANCTIONS, "HUN", "Hungary", "Hungary"),
        ),
        events=(sanction, criticism),
        places=(brussels,),
        extractor=EXTRACTOR,
    )


def memories() -> Extraction:
    """Return an article without a date, with characters beyond the basic plane and an event of an open interval."""
    article = make_article(MEMORIES)
    farc = Actor(
        id="org:farc",
        name="FARC",
        actor_type=ActorType.ARMED_GROUP,
        country="COL",
        sectors=("REB",),
        code="COLREB",
        mentions=(mention(MEMORIES, "FARC"),),
    )
    accord = Event(
        id=content_id("evt_", article.id, "accord"),
        event_type=EventType.AGREE,
        status=EventStatus.OCCURRED,
        participants=(
            Participant(actor_id="country:COL", role=Role.SOURCE, mention=find(MEMORIES, "Colombia")),
            Participant(actor_id="org:farc", role=Role.TARGET, mention=find(MEMORIES, "FARC")),
        ),
        event_date=DateInterval(
            start=None,
            end=date(2016, 12, 31),
            precision=Precision.OPEN,
            basis=DateBasis.STATED,
            text="once",
            span=find(MEMORIES, "once"),
        ),
        trigger=text_span(MEMORIES, "signed"),
        evidence=evidence(MEMORIES, MEMORIES.strip()),
        reciprocal=True,
        quad_class=1,
        intensity=6.0,
        background=True,
        confidence=0.8,
        rule="agree.sign",
    )
    return Extraction(
        article=article,
        actors=(country(MEMORIES, "COL", "Colombia", "Colombia"), farc),
        events=(accord,),
        extractor=EXTRACTOR,
    )


def protests(number: int) -> Extraction:
    """Return one of many alike articles: a protest in Kenya on the given day of the year 2024."""
    day = date(2024, 1, 1) + timedelta(days=number)
    text = f"Students protested in Nairobi on {day:%d %B %Y} against fee number {number}, officials in Kenya said.\n"
    article = make_article(text, title=f"Protest {number}", publisher="Savanna Post", published_at=day.isoformat())
    students = Actor(
        id="group:ken-edu",
        name="Kenyan students",
        actor_type=ActorType.GROUP,
        country="KEN",
        sectors=("EDU",),
        code="KENEDU",
        mentions=(mention(text, "Students", MentionForm.NOMINAL),),
    )
    protest = Event(
        id=content_id("evt_", article.id, "protest"),
        event_type=EventType.PROTEST,
        mode="demo",
        status=EventStatus.OCCURRED,
        participants=(Participant(actor_id=students.id, role=Role.SOURCE, mention=find(text, "Students")),),
        event_date=on(text, f"{day:%d %B %Y}", day),
        place=EventPlace(
            id="place:nairobi",
            name="Nairobi",
            country="KEN",
            latitude=-1.28,
            longitude=36.82,
            span=find(text, "Nairobi"),
        ),
        trigger=text_span(text, "protested"),
        evidence=evidence(text, text.strip()),
        quad_class=3,
        intensity=-6.5,
        confidence=0.9,
        rule="protest.verb",
    )
    return Extraction(
        article=_dated(article, day),
        actors=(students, country(text, "KEN", "Kenya", "Kenya")),
        events=(protest,),
        extractor=EXTRACTOR,
    )


def _dated(article: Article, day: date) -> Article:
    return replace(article, document_date=DocumentDate(value=day, basis=DocumentDateBasis.GIVEN))


def _words(text: str, words: str) -> dict[str, int | str]:
    start, end = find(text, words)
    return {"start": start, "end": end, "text": words}
