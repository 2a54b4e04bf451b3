"""Attributions of a text: source, cue and content of direct, indirect and mixed speech."""

from collections.abc import Callable

import pytest
from spacy.language import Language

from extraction.attribution import find_attributions
from extraction.findings import FoundAttribution
from extraction.lookup import ActorLookup
from records.vocabularies import AttributionKind

Found = tuple[str, str, list[str]]
Find = Callable[[str], tuple[FoundAttribution, ...]]


@pytest.fixture(scope="session")
def find(nlp: Language) -> Find:
    """Return the attributions of a text, without actors; their document is kept alive with them."""
    kept = []

    def run(text: str) -> tuple[FoundAttribution, ...]:
        doc = nlp(text)
        kept.append(doc)
        return find_attributions(doc, ActorLookup(doc, ()))

    return run


def words(attribution: FoundAttribution) -> Found:
    return (
        " ".join(span.text for span in attribution.source),
        " ".join(span.text for span in attribution.cue),
        [span.text for span in attribution.content],
    )


INDIRECT = [
    ("The mayor said the bridge would close.", "The mayor", "said", ["the bridge would close"]),
    ("The mayor said that the bridge would close.", "The mayor", "said", ["that the bridge would close"]),
    ("The bridge would close, the mayor said.", "the mayor", "said", ["The bridge would close"]),
    ("The bridge, the mayor said, would close.", "the mayor", "said", ["The bridge", "would close"]),
    (
        "The mayor has repeatedly said that the bridge is safe.",
        "The mayor",
        "has repeatedly said",
        ["that the bridge is safe"],
    ),
    ("Farmers fear that the drought will last.", "Farmers", "fear", ["that the drought will last"]),
    ("The bank warned that prices could rise.", "The bank", "warned", ["that prices could rise"]),
    ("The union told reporters that talks had failed.", "The union", "told", ["that talks had failed"]),
    ("The envoy asked whether the border was open.", "The envoy", "asked", ["whether the border was open"]),
    ("The party called for a new election.", "The party", "called for", ["a new election"]),
    ("The party is calling for a new election.", "The party", "is calling for", ["a new election"]),
    ("The judge refused to delay the trial.", "The judge", "refused", ["to delay the trial"]),
    ("The firm declined to comment on the leak.", "The firm", "declined", ["to comment on the leak"]),
    ("Doctors urged the minister to close the schools.", "Doctors", "urged", ["the minister to close the schools"]),
    ("The governor accused the company of fraud.", "The governor", "accused", ["the company of fraud"]),
    ("Residents blamed the storm for the flood.", "Residents", "blamed", ["the storm for the flood"]),
    ("The senator called the plan reckless.", "The senator", "called", ["the plan reckless"]),
    ("The senator described the plan as reckless.", "The senator", "described", ["the plan as reckless"]),
    ("The bishop condemned the killings.", "The bishop", "condemned", ["the killings"]),
    ("The committee rejected the budget.", "The committee", "rejected", ["the budget"]),
    ("The committee ruled out a delay.", "The committee", "ruled out", ["a delay"]),
    ("The committee did not rule out a delay.", "The committee", "did not rule out", ["a delay"]),
    ("The island wants to leave the union.", "The island", "wants", ["to leave the union"]),
    ("The company plans to sell its mines.", "The company", "plans", ["to sell its mines"]),
    ("The minister vowed to resign.", "The minister", "vowed", ["to resign"]),
    ("Villagers doubt that help will come.", "Villagers", "doubt", ["that help will come"]),
    ("The general denied that his men had fired.", "The general", "denied", ["that his men had fired"]),
    ("The court ruled that the law was void.", "The court", "ruled", ["that the law was void"]),
    ("The paper reported that the king was ill.", "The paper", "reported", ["that the king was ill"]),
    ("The survey found that few voters cared.", "The survey", "found", ["that few voters cared"]),
    ("The treasurer insisted on a new audit.", "The treasurer", "insisted on", ["a new audit"]),
    ("The mayor pointed to the falling crime rate.", "The mayor", "pointed to", ["the falling crime rate"]),
    ("The mayor pointed out that crime was falling.", "The mayor", "pointed out", ["that crime was falling"]),
    ("The guild objected to the new rules.", "The guild", "objected to", ["the new rules"]),
    ("The premier went on to say that taxes would fall.", "The premier", "went on to say", ["that taxes would fall"]),
    (
        "The priest continues to insist that he is innocent.",
        "The priest",
        "continues to insist",
        ["that he is innocent"],
    ),
    ("The delegates agreed to meet again.", "The delegates", "agreed", ["to meet again"]),
    ("The delegates agreed to a truce.", "The delegates", "agreed to", ["a truce"]),
]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    INDIRECT,
    ids=[row[2].replace(" ", "-") + f"-{n}" for n, row in enumerate(INDIRECT)],
)
def test_indirect_speech_has_source_cue_and_content(
    find: Find, text: str, source: str, cue: str, content: list[str]
) -> None:
    (found,) = find(text)
    assert words(found) == (source, cue, content)
    assert found.kind is AttributionKind.INDIRECT


DIRECT = [
    ("“The harvest is lost this year,” the farmer said.", "the farmer", "said", ["“The harvest is lost this year,”"]),
    ("“The harvest is lost this year,” said the farmer.", "the farmer", "said", ["“The harvest is lost this year,”"]),
    ('"The harvest is lost this year," the farmer said.', "the farmer", "said", ['"The harvest is lost this year,"']),
    (
        "''The harvest is lost this year,'' the farmer said.",
        "the farmer",
        "said",
        ["''The harvest is lost this year,''"],
    ),
    ("The farmer said, “The harvest is lost this year.”", "The farmer", "said", ["“The harvest is lost this year.”"]),
    ("The farmer said: “The harvest is lost this year.”", "The farmer", "said:", ["“The harvest is lost this year.”"]),
    ("“Is the harvest lost again?” the farmer asked.", "the farmer", "asked", ["“Is the harvest lost again?”"]),
    ("“Never,” the farmer replied.", "the farmer", "replied", ["“Never,”"]),
    (
        "The farmer told a local paper on Monday: “The harvest is lost.”",
        "The farmer",
        "told",
        ["“The harvest is lost.”"],
    ),
    (
        "“The harvest is lost this year,” the farmer told a local paper.",
        "the farmer",
        "told",
        ["“The harvest is lost this year,”"],
    ),
    (
        "“The harvest is lost,” the farmer said. “We will sell the land.”",
        "the farmer",
        "said",
        ["“The harvest is lost,”", "“We will sell the land.”"],
    ),
    (
        "“The harvest,” the farmer said, “is lost for good this year.”",
        "the farmer",
        "said",
        ["“The harvest,”", "“is lost for good this year.”"],
    ),
    ("“The harvest is lost this year, the farmer said.", "the farmer", "said", ["“The harvest is lost this year,"]),
    ("The harvest is lost this year,” the farmer said.", "the farmer", "said", ["The harvest is lost this year,”"]),
    (
        "“We have nothing left,” said Ana Ruiz, a farmer from the valley.",
        "Ana Ruiz, a farmer from the valley",
        "said",
        ["“We have nothing left,”"],
    ),
    ("“We have nothing left,” Ana Ruiz, a farmer, said.", "Ana Ruiz, a farmer,", "said", ["“We have nothing left,”"]),
    (
        "“If the rain stays away and the well dries up,” the farmer said, “we will sell.”",
        "the farmer",
        "said",
        ["“If the rain stays away and the well dries up,”", "“we will sell.”"],
    ),
    ("“Too late?” the farmer tweeted when the rain came.", "the farmer", "tweeted", ["“Too late?”"]),
    (
        "“We cast all our votes for her,” the farmer said as he opened the meeting.",
        "the farmer",
        "said",
        ["“We cast all our votes for her,”"],
    ),
    (
        "“The harvest is lost,” the farmer said. “Shame on them.”",
        "the farmer",
        "said",
        ["“The harvest is lost,”", "“Shame on them.”"],
    ),
    (
        "The farmers chanted back “Send them home” and “Open the road.”",
        "The farmers",
        "chanted",
        ["“Send them home”", "“Open the road.”"],
    ),
    ("The farmers' slogan is “We stay on the land.”", "The farmers'", "slogan is", ["“We stay on the land.”"]),
]


@pytest.mark.parametrize(("text", "source", "cue", "content"), DIRECT, ids=range(len(DIRECT)))
def test_direct_speech_has_the_marks_in_its_content(
    find: Find, text: str, source: str, cue: str, content: list[str]
) -> None:
    (found,) = find(text)
    got = words(found)
    assert (got[0], got[1]) == (source, cue)
    assert [piece.rstrip(",") for piece in got[2]] == [piece.rstrip(",") for piece in content]
    assert found.kind is AttributionKind.DIRECT


MIXED = [
    ("The bishop said the law was “an insult to the poor.”", "The bishop", ["the law was “an insult to the poor.”"]),
    (
        "The bishop said that the “so-called reform” would fail.",
        "The bishop",
        ["that the “so-called reform” would fail"],
    ),
    ("The bishop called the law “an insult to the poor.”", "The bishop", ["the law “an insult to the poor.”"]),
    ("The bishop accused the rich of “living in castles.”", "The bishop", ["the rich of “living in castles.”"]),
    ("The law is “an insult to the poor,” the bishop said.", "the bishop", ["The law is “an insult to the poor,”"]),
    ("The bishop called her “heartless” on television.", "The bishop", ["her “heartless” on television"]),
    (
        "The bishop described the law during a long interview as “an insult.”",
        "The bishop",
        ["the law during a long interview as “an insult.”"],
    ),
]


@pytest.mark.parametrize(("text", "source", "content"), MIXED, ids=range(len(MIXED)))
def test_quoted_words_within_a_clause_are_mixed_speech(find: Find, text: str, source: str, content: list[str]) -> None:
    (found,) = find(text)
    assert (words(found)[0], words(found)[2]) == (source, content)
    assert found.kind is AttributionKind.MIXED


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("According to the mayor, the bridge is safe.", "the mayor", ["the bridge is safe"]),
        ("The bridge is safe, according to the mayor.", "the mayor", ["The bridge is safe"]),
        ("The bridge, according to the mayor, is safe.", "the mayor", ["The bridge", "is safe"]),
        ("In the words of the mayor, the bridge is a ruin.", "the mayor", ["the bridge is a ruin"]),
    ],
)
def test_according_to_ascribes_the_clause_around_it(find: Find, text: str, source: str, content: list[str]) -> None:
    (found,) = find(text)
    assert (words(found)[0], words(found)[2]) == (source, content)


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("The unions' demand for higher wages was met.", "The unions'", "demand for", ["higher wages"]),
        ("The minister's decision to resign surprised many.", "The minister's", "decision", ["to resign"]),
        ("The king expressed concern about the drought.", "The king", "expressed concern about", ["the drought"]),
        ("The king has voiced his support for the reform.", "The king", "has voiced his support for", ["the reform"]),
        ("The tribe made an appeal for help.", "The tribe", "made an appeal for", ["help"]),
        ("The port is opposed to the merger.", "The port", "is opposed to", ["the merger"]),
        ("The port is confident that trade will grow.", "The port", "is confident", ["that trade will grow"]),
        ("The port was worried about the strike.", "The port", "was worried about", ["the strike"]),
        ("The city is ready to host the games.", "The city", "is ready", ["to host the games"]),
        ("The verdict raised concerns among investors.", "investors", "raised concerns", ["The verdict"]),
        ("The mayor's claim is that the bridge is safe.", "The mayor's", "claim is", ["that the bridge is safe"]),
        ("The council's goal was to save the bridge.", "The council's", "goal was", ["to save the bridge"]),
        ("The fear among doctors is that it spreads.", "doctors", "fear", ["that it spreads"]),
    ],
)
def test_nouns_and_adjectives_are_cues(find: Find, text: str, source: str, cue: str, content: list[str]) -> None:
    (found,) = find(text)
    assert words(found) == (source, cue, content)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The ship is expected to sail on Friday.", ["The ship", "to sail on Friday"]),
        ("The village is known as a haven.", ["The village", "a haven"]),
        ("The guard was accused of theft.", ["The guard", "of theft"]),
        ("Asked about the leak, he left the room.", ["the leak"]),
        ("The old bridge seems to be safe.", ["The old bridge", "to be safe"]),
    ],
)
def test_passives_and_seeming_need_no_source(find: Find, text: str, content: list[str]) -> None:
    found = find(text)[0]
    assert found.source == ()
    assert words(found)[2] == content


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The bridge was described as a ruin by the mayor.", "the mayor"),
        ("The plan was rejected by the council.", "the council"),
        ("The plan was welcomed by fishermen.", "fishermen"),
    ],
)
def test_the_agent_of_a_passive_is_its_source(find: Find, text: str, source: str) -> None:
    assert words(find(text)[0])[0] == source


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "The mayor said the bridge was safe, adding that the road would open.",
            [("The mayor", "said", ["the bridge was safe"]), ("The mayor", "adding", ["that the road would open"])],
        ),
        (
            "The mayor praised the builders and blamed the weather.",
            [("The mayor", "praised", ["the builders"]), ("The mayor", "blamed", ["the weather"])],
        ),
        (
            "The firm refused to pay but confirmed the debt.",
            [("The firm", "refused", ["to pay"]), ("The firm", "confirmed", ["the debt"])],
        ),
        (
            "The mayor, who opposes the tax, said it would fail.",
            [("who", "opposes", ["the tax"]), ("The mayor, who opposes the tax,", "said", ["it would fail"])],
        ),
        (
            "The bank said prices would rise, while the union called on shops to wait.",
            [
                ("The bank", "said", ["prices would rise"]),
                ("the union", "called on", ["shops to wait"]),
            ],
        ),
        (
            "The bank said the talks failed, while the war went on.",
            [("The bank", "said", ["the talks failed, while the war went on"])],
        ),
    ],
)
def test_every_cue_of_a_sentence_counts(find: Find, text: str, found: list[Found]) -> None:
    assert [words(a) for a in find(text)] == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The judge asked, “With whom?”", [("The judge", "asked", ["“With whom?”"])]),
        (
            "“The dam will hold for now,” the miller said.\n“But the winter worries me.”",
            [("the miller", "said", ["“The dam will hold for now,”", "“But the winter worries me.”"])],
        ),
        (
            "“The dam will hold for now,” she said. “We watch it daily.” She noted that the river was falling.",
            [
                ("she", "said", ["“The dam will hold for now,”", "“We watch it daily.”"]),
                ("She", "noted", ["that the river was falling"]),
            ],
        ),
        (
            "“For our valley it is, ‘Anything but another dam’,” the miller told the paper.",
            [("the miller", "told", ["“For our valley it is, ‘Anything but another dam’,”"])],
        ),
    ],
    ids=["short-question", "paragraph-of-its-own", "before-another-sentence", "one-within-another"],
)
def test_quotations_go_to_who_speaks_them(find: Find, text: str, expected: list[Found]) -> None:
    assert [words(a) for a in find(text)] == expected


def test_the_words_of_a_cue_span_are_never_empty(find: Find) -> None:
    found = find("He spoke about the village, and how hopeful he is about the harvest.")
    assert all(span.text for a in found for span in a.cue)


def test_what_is_reported_within_a_report_is_not_listed(find: Find) -> None:
    assert [words(a)[1] for a in find("The mayor said the council believes the bridge is safe.")] == ["said"]


def test_a_relative_pronoun_is_the_source_of_its_clause(find: Find) -> None:
    (found,) = find("It was the guard who said that the gate was open.")
    assert words(found) == ("who", "said", ["that the gate was open"])


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "The envoy arrived at noon, stating:\n“The terms are fair to both of us.”",
            ["“The terms are fair to both of us.”"],
        ),
        ("The envoy told the press:\nThe terms are fair.", ["The terms are fair"]),
        (
            "The rebels set out conditions for a truce, including:\n- The release of all prisoners.\n- A new road.",
            ["The release of all prisoners", "A new road"],
        ),
        (
            "The rebels’ demands include:\n• Higher wages\n• Free schools\n• A new road",
            ["Higher wages", "Free schools", "A new road"],
        ),
    ],
    ids=["quotation-below", "line-below", "conditions", "demands"],
)
def test_content_may_stand_on_the_lines_below(find: Find, text: str, content: list[str]) -> None:
    found = find(text)[-1]
    assert [piece.rstrip(".") for piece in words(found)[2]] == [piece.rstrip(".") for piece in content]


def test_a_list_ends_at_the_first_bullet_that_reports_itself(find: Find) -> None:
    text = "The rebels set out demands, including:\n- Higher wages.\n- The minister rejected the demands."
    by_cue = {words(a)[1]: words(a) for a in find(text)}
    assert by_cue["set out demands"][2] == ["Higher wages"]
    assert by_cue["rejected"][0] == "The minister"


def test_a_quotation_over_several_paragraphs_is_one_content(find: Find) -> None:
    text = "The abbot said: “We have prayed for rain all year.\n“Now we will dig wells in the valley.”"
    (found,) = find(text)
    assert len(found.content) == 2


def test_transcripts_have_the_label_as_source(find: Find) -> None:
    text = "MILLER: The dam will hold this winter.\nORTEGA: I doubt that very much.\nMILLER: We have tested it."
    assert [words(a)[:2] for a in find(text)] == [("MILLER", ":"), ("ORTEGA", ":"), ("MILLER", ":")]


def test_a_headline_may_name_its_source_before_a_colon(find: Find) -> None:
    (found,) = find("Ortega: Dam Will Hold This Winter\n\nThe valley was calm. Snow fell in the north.")
    assert words(found) == ("Ortega", ":", ["Dam Will Hold This Winter"])


@pytest.mark.parametrize(
    "text",
    [
        "The bridge is old.",
        "Snow fell on the valley and the river rose.",
        "Turnout: 60 percent\nCounted: 98 percent",
        "The “old town” is small.",
        "She holds the cup and sees the road.",
        "They launched a rocket and set a record.",
    ],
)
def test_mere_description_is_no_attribution(find: Find, text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "“" * 40 + " said",
        "said said said said said said",
        "- - - - -:\n- -\n-",
        "Who said what to whom and why? Asked, answered, said.",
        '“A “b ‘c "d «e»" f’ g” h” he said she said they said.',
        "(said) [said] {said} <said>",
        "According to according to according to.",
        "that that that that said that that that",
        "The demand for the demand for the demand for the demand.",
        ":\n:\n:\n“:”",
    ],
)
def test_odd_text_never_raises_and_every_content_holds_words(find: Find, text: str) -> None:
    for found in find(text):
        assert all(len(span) for span in (*found.content, *found.cue, *found.source))
        assert found.content


def test_a_very_long_sentence_is_read_in_bounded_time(find: Find) -> None:
    text = "The mayor said " + ", ".join(["that the bridge would close and the council wanted a vote"] * 120) + "."
    assert find(text)


def test_roles_of_one_attribution_do_not_overlap(find: Find) -> None:
    for text, *_ in (*INDIRECT, *DIRECT, *MIXED):
        for found in find(text):
            taken = [i for span in (*found.source, *found.cue, *found.content) for i in range(span.start, span.end)]
            assert len(taken) == len(set(taken)), text


@pytest.mark.parametrize(
    ("line", "source", "content"),
    [
        ("Iran will not negotiate: Khamenei", "Khamenei", "Iran will not negotiate"),
        ("Turkey Will Block Accession – Erdogan", "Erdogan", "Turkey Will Block Accession"),
    ],
)
def test_a_headline_may_name_its_source_at_the_end(find: Find, line: str, source: str, content: str) -> None:
    (found,) = find(line)
    assert words(found)[0] == source
    assert words(found)[2] == [content]


def test_a_title_with_a_colon_quotes_nobody(find: Find) -> None:
    assert find("How to win: five tips") == ()
