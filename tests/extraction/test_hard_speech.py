"""Hard cases of reported speech and of issues: what parsers mix up, what runs over lines, which conflict is meant."""

from collections.abc import Callable

import pytest
from spacy.language import Language

from extraction.actors import find_references
from extraction.attribution import find_attributions
from extraction.conflicts import load_conflicts, main_conflict, read_conflicts
from extraction.directory import load_directory
from extraction.errors import ResourceError
from extraction.findings import FoundAttribution, PositionMention
from extraction.lookup import ActorLookup
from extraction.positions import find_positions
from extraction.wordlists import word_list

Find = Callable[[str], tuple[FoundAttribution, ...]]
Take = Callable[[str], tuple[PositionMention, ...]]


@pytest.fixture(scope="module")
def find(nlp: Language) -> Find:
    """Return the attributions of a text; its document is kept alive with them."""
    kept = []

    def run(text: str) -> tuple[FoundAttribution, ...]:
        doc = nlp(text)
        kept.append(doc)
        return find_attributions(doc, ActorLookup(doc, ()))

    return run


@pytest.fixture(scope="module")
def take(nlp: Language) -> Take:
    """Return the positions of a text; its document is kept alive with them."""
    kept = []

    def run(text: str) -> tuple[PositionMention, ...]:
        doc = nlp(text)
        kept.append(doc)
        actors = ActorLookup(doc, find_references(doc, load_directory(), None))
        return find_positions(doc, actors, find_attributions(doc, actors), ())

    return run


def brief(attribution: FoundAttribution) -> tuple[str, str, str]:
    return (
        " ".join(span.text for span in attribution.source),
        " ".join(span.text for span in attribution.cue),
        " | ".join(span.text for span in attribution.content),
    )


SPEECH = {
    "speaker before a relative clause": (
        "Peru's envoy, meanwhile, who sat through the whole debate, said that the vote was lost.",
        ("Peru's envoy", "said", "that the vote was lost"),
    ),
    "where it is said": (
        "She said in a recent interview that the vote was lost.",
        ("She", "said", "that the vote was lost"),
    ),
    "blamed on": (
        "The mayor blamed the delay on the builders.",
        ("The mayor", "blamed", "the delay on the builders"),
    ),
    "full stop in a quotation of another's": (
        "The mayor called the offer “a cynical game.” Chile urged Peru to accept the offer.",
        ("The mayor", "called", "the offer “a cynical game.”"),
    ),
    "speaker in many words": (
        "“We will not pay,” the ministry's new spokeswoman in Vienna, Anna Berg, said on Friday.",
        ("the ministry's new spokeswoman in Vienna, Anna Berg,", "said", "“We will not pay,”"),
    ),
    "signed quotation": (
        "“It was a disgrace for us all.” — Ana Lima, teacher in Porto",
        ("Ana Lima, teacher in Porto", "—", "“It was a disgrace for us all.”"),
    ),
    "a title in quotes is no statement": (
        "On the programme “Morning in Lagos,” the senator said the levy would hurt small traders.",
        ("the senator", "said", "the levy would hurt small traders"),
    ),
    "quotation behind a colon goes on": (
        "The coach said the team lacked one thing: “patience, and a great deal of it.”",
        ("The coach", "said", "the team lacked one thing: “patience, and a great deal of it.”"),
    ),
    "quotation in the next sentence": (
        "The talks had failed, the envoy said. “We tried everything we could.”",
        ("the envoy", "said", "The talks had failed | “We tried everything we could.”"),
    ),
    "led in by a clause": (
        "Ruto made one promise: “We will cut the price of bread in a month.”",
        ("Ruto", "made one promise:", "“We will cut the price of bread in a month.”"),
    ),
    "led in on the line before": (
        "The minister issued the following statement:\n\n“We regret the loss of life and will look into it.”",
        (
            "The minister",
            "issued the following statement:",
            "“We regret the loss of life and will look into it.”",
        ),
    ),
    "issued statement": (
        "The court issued an order saying that the vote was void.",
        ("The court", "issued an order saying", "that the vote was void"),
    ),
    "called, with an article": (
        "The union called the offer a slap in the face.",
        ("The union", "called", "the offer a slap in the face"),
    ),
    "called, with quoted words": (
        "The mayor called the flood “a wake-up call for us all.”",
        ("The mayor", "called", "the flood “a wake-up call for us all.”"),
    ),
    "an infinitive ends before a finite verb": (
        "The abbot urged pilgrims to turn back.",
        ("The abbot", "urged", "pilgrims to turn back"),
    ),
    "a point of view": (
        "In the minister's view, the deal is dead.",
        ("the minister's", "view", "the deal is dead"),
    ),
    "author of a paper": (
        "Prices rose last year, according to a memo filed by the agency.",
        ("the agency", "according to", "Prices rose last year"),
    ),
    "copular noun": (
        "The envoy is a staunch supporter of the truce.",
        ("The envoy", "is a staunch supporter of", "the truce"),
    ),
    "noun beside a name": (
        "Jane Doe, a fierce critic of the tax, spoke on Monday.",
        ("Jane Doe", "a fierce critic of", "the tax"),
    ),
    "time behind the name": (
        "Anna Berg on Sunday said that the port would close.",
        ("Anna Berg", "said", "that the port would close"),
    ),
}


@pytest.mark.parametrize(("text", "expected"), SPEECH.values(), ids=SPEECH.keys())
def test_hard_speech_is_read(find: Find, text: str, expected: tuple[str, str, str]) -> None:
    assert expected in [brief(a) for a in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "He said \"the dam “is full, and 'they knew.",
        "“One 'two «three» four' five” and „six‟ and \"seven",
        '"' * 7 + " said the clerk.",
        "“" + "The whole story stands in quotes. He said so. They denied it. " * 5 + "”",
        "“The mayor said no.\n\n“The council said yes.\n\n“Nobody asked the voters.",
        "REPORTER: Why?\nMAYOR: Because.\nREPORTER: “Really?\nMAYOR: Yes.”\nREPORTER:",
        "Q: \nA:\nQ: Who?\nA: “Me”",
        "— said — he — said —",
        "according to",
        "In 's view, said.",
    ],
    ids=[
        "odd",
        "five kinds",
        "seven marks",
        "all in quotes",
        "never closed",
        "transcript",
        "empty",
        "dashes",
        "to",
        "'s",
    ],
)
def test_odd_input_gives_attributions_of_words_or_none(find: Find, take: Take, text: str) -> None:
    assert all(span.text.strip() for a in find(text) for span in (*a.content, *a.cue))
    assert all(p.proposition for p in take(text))


def test_a_transcript_with_labels_has_each_speaker_s_words(find: Find) -> None:
    text = "MODERATOR: Will you sign?\nMS. BERG: We will sign in May.\nMODERATOR: When?\nMS. BERG: It will be May."
    assert [brief(a)[0] for a in find(text) if a.cue[0].text == ":"].count("MS. BERG") == 2


STANCES = {
    "own future": ("Iran said it would resume enrichment.", "country:IRN", "ANNOUNCE", 1),
    "own refusal": ("The Kremlin said that Russia would not attend the talks.", "gov:RUS", "REJECT", -1),
    "own threat": ("The European Union said it would impose sanctions on Belarus.", "org:eu", "THREATEN", -1),
    "first person": ("“We will never sign this treaty,” Olaf Scholz said.", "person:olaf-scholz", "REJECT", -1),
    "what another must do": (
        "Lula said Maduro should publish the results.",
        "person:luiz-inacio-lula-da-silva",
        "DEMAND",
        1,
    ),
    "what another must not do": ("Turkey said Israel must not attack Rafah.", "country:TUR", "OPPOSE", -1),
    "supporter": ("France is a staunch supporter of the peace plan.", "country:FRA", "SUPPORT", 1),
    "critic": ("Viktor Orban, a fierce critic of the sanctions, met farmers.", "person:viktor-orban", "OPPOSE", -1),
    "weight behind": ("Poland threw its weight behind the sanctions package.", "country:POL", "SUPPORT", 1),
    "in support of": ("Turkey came out in support of the grain corridor.", "country:TUR", "SUPPORT", 1),
    "green light": ("Brazil gave the green light to the trade deal.", "country:BRA", "ACCEPT", 1),
    "made the case": ("Kenya made the case for debt relief.", "country:KEN", "DEMAND", 1),
    "statement condemning": ("Japan issued a statement condemning the missile test.", "country:JPN", "OPPOSE", -1),
    "called a mistake": ("Macron called the strike “a grave mistake”.", "person:emmanuel-macron", "OPPOSE", -1),
}


@pytest.mark.parametrize(("text", "holder", "stance", "polarity"), STANCES.values(), ids=STANCES.keys())
def test_hard_stances(take: Take, text: str, holder: str, stance: str, polarity: int) -> None:
    assert (holder, stance, polarity) in [(p.holder.actor_id, p.stance.value, int(p.polarity)) for p in take(text)]


def test_reporters_and_troops_are_no_addressees(take: Take) -> None:
    told = take("“We are ready for talks,” Lavrov told reporters.")
    sent = take("Starmer ruled out sending soldiers to Ukraine.")
    assert [p.addressees for p in told] == [()]
    assert [p.addressees for p in sent] == [("country:UKR",)]


# ---------------------------------------------------------------- issues

CEASEFIRES = {
    "in a place": ("Egypt demanded a ceasefire in Gaza.", "ceasefire-in-gaza"),
    "by a name before it": ("Egypt welcomed the Gaza truce.", "ceasefire-in-gaza"),
    "between two states": ("Egypt welcomed the ceasefire between Russia and Ukraine.", "ceasefire-in-ukraine"),
    "with one of them": ("Egypt welcomed the ceasefire with Ukraine.", "ceasefire-in-ukraine"),
    "of states without a place": (
        "Egypt welcomed the ceasefire between India and Pakistan.",
        "ceasefire-between-india-and-pakistan",
    ),
    "by those who agree on it": ("India and Pakistan agreed to a truce.", "ceasefire-between-india-and-pakistan"),
    "told elsewhere": ("The war in Sudan goes on. Egypt demanded a truce.", "ceasefire-in-sudan"),
    "told nowhere": ("Egypt demanded a ceasefire.", "ceasefire"),
    "unknown conflict": (
        "Egypt welcomed the ceasefire between Chile and Bolivia.",
        "ceasefire-between-bolivia-and-chile",
    ),
}


@pytest.mark.parametrize(("text", "issue"), CEASEFIRES.values(), ids=CEASEFIRES.keys())
def test_a_ceasefire_is_told_apart_by_its_conflict(take: Take, text: str, issue: str) -> None:
    assert {p.issue_id for p in take(text)} == {issue}


THIN = {
    "what is done": ("France demanded that Russia withdraw its troops.", "withdrawal-of-troop-of-russia"),
    "what is done to people": ("Egypt demanded that Sudan release the detainees.", "release-of-detainee"),
    "whose it is": ("Norway thanked Qatar for its role.", "role-of-qatar"),
    "a verb that says little": ("Kenya demanded that Uganda do more about the potholes.", "pothole"),
    "retaliation": ("China promised to retaliate.", "retaliation"),
}


@pytest.mark.parametrize(("text", "issue"), THIN.values(), ids=THIN.keys())
def test_a_thin_issue_is_named_by_what_it_concerns(take: Take, text: str, issue: str) -> None:
    assert [p.issue_id for p in take(text)] == [issue]


def test_the_main_conflict_is_the_one_named_most(nlp: Language) -> None:
    doc = nlp("The war in Ukraine began in 2022. The war in Gaza goes on. Talks on the truce in Gaza failed.")
    found = main_conflict(doc, ActorLookup(doc, find_references(doc, load_directory(), None)))
    assert found is not None
    assert found.slug == "in-gaza"


def test_the_list_of_conflicts_is_large_and_its_labels_differ() -> None:
    labels = [c.label for c in load_conflicts()]
    assert len(labels) >= 50
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("line", "problem"),
    [("in Gaza\tPSE", "2 columns"), ("Gaza\tPSE\tgaza", "'Gaza'")],
    ids=["columns", "label"],
)
def test_a_wrong_line_of_the_conflicts_is_named(line: str, problem: str) -> None:
    with pytest.raises(ResourceError) as caught:
        read_conflicts(f"# header\n{line}\n", "mine.tsv")
    assert caught.value.line == 2
    assert problem in str(caught.value)


@pytest.mark.parametrize("name", ["generic_nouns", "light_verbs", "conflict_nouns", "hostile_verbs", "statements"])
def test_the_lists_that_issues_and_stances_ask_about_are_there(name: str) -> None:
    assert len(word_list(name)) > 10


# ---------------------------------------------------------------- what a document says of an issue elsewhere


def test_an_issue_named_in_full_once_is_meant_throughout(take: Take) -> None:
    found = take("Kenya supports the sanctions on Iran. Egypt condemned the sanctions. Chile wants to ease sanctions.")
    assert [p.issue_id for p in found] == ["sanctions-on-iran", "sanctions-on-iran", "easing-of-sanctions-on-iran"]


def test_an_issue_of_two_kinds_stays_open_where_the_text_leaves_it_open(take: Take) -> None:
    found = take("Kenya supports the sanctions on Iran. Egypt wants sanctions on Syria. Chile rejected the sanctions.")
    assert [p.issue_id for p in found][-1] == "sanctions"


def test_a_pronoun_means_the_issue_before_it(take: Take) -> None:
    found = take("Hamas rejected a ceasefire in Gaza, while Israel accepted it.")
    assert [(p.holder.actor_id, p.issue_id) for p in found] == [
        ("org:hamas", "ceasefire-in-gaza"),
        ("country:ISR", "ceasefire-in-gaza"),
    ]


@pytest.mark.parametrize(
    ("text", "issues"),
    [
        (
            "Poland demanded sanctions on Iran. Chile welcomed the Polish demand.",
            ["sanctions-on-iran", "sanctions-on-iran"],
        ),
        (
            "Kenya offered to reopen the port. Egypt urged Chile to accept the offer.",
            ["opening-of-port", "opening-of-port"],
        ),
        ("Peru proposed a toll on the canal. Chile made no demand.", ["toll-on-canal"]),
        (
            "Spain called for imposing sanctions on Iran. Chile wants to lift the sanctions.",
            ["sanctions-on-iran", "lifting-of-sanctions-on-iran"],
        ),
    ],
)
def test_a_demand_or_an_offer_means_what_was_demanded_or_offered(take: Take, text: str, issues: list[str]) -> None:
    assert [p.issue_id for p in take(text)] == issues


@pytest.mark.parametrize(
    ("text", "stance", "polarity"),
    [
        ("Kenya is expected to accept the port treaty.", "ACCEPT", 1),
        ("Kenya is set to reject the port treaty.", "REJECT", -1),
        ("Kenya is unlikely to back the port treaty.", "OPPOSE", -1),
        ("Kenya is not expected to support the port treaty.", "OPPOSE", -1),
    ],
)
def test_what_is_only_foreseen_is_tentative(take: Take, text: str, stance: str, polarity: int) -> None:
    assert [(p.stance.value, p.polarity, p.certainty.value) for p in take(text)] == [(stance, polarity, "TENTATIVE")]


@pytest.mark.parametrize(
    ("text", "stance", "polarity"),
    [
        ("Chile warned that the tariffs would hurt farmers.", "CONCERN", -1),
        ("Iran warned that it would close the strait.", "THREATEN", -1),
        ("Norway said that the talks should resume.", "DEMAND", 1),
        ("Norway said that the mine must have been laid at night.", "ASSERT", 0),
    ],
)
def test_what_a_warning_and_a_must_say_of_the_speaker(take: Take, text: str, stance: str, polarity: int) -> None:
    assert [(p.stance.value, p.polarity) for p in take(text)] == [(stance, polarity)]


def test_nobody_takes_a_position_on_himself(take: Take) -> None:
    assert take("The Kenyan president defended himself on Tuesday.") == ()


def test_who_speaks_for_a_state_shares_its_stance(take: Take) -> None:
    found = take("Viktor Orban said that Hungary opposes new sanctions on Russia.")
    assert {(p.holder.actor_id, p.stance.value, p.via) for p in found} == {
        ("person:viktor-orban", "OPPOSE", None),
        ("country:HUN", "OPPOSE", "person:viktor-orban"),
    }


def test_a_turn_is_found_in_two_articles(take: Take) -> None:
    before = take("The Kremlin rejected the truce in the war in Ukraine.")
    after = take("“We accept the ceasefire with Ukraine,” the Kremlin said.")
    assert [(p.holder.actor_id, p.issue_id, int(p.polarity)) for p in (*before, *after)] == [
        ("gov:RUS", "ceasefire-in-ukraine", -1),
        ("gov:RUS", "ceasefire-in-ukraine", 1),
    ]
