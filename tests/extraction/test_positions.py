"""Positions of a text: who stands where on what, how sure, towards whom, on which condition, on whose word."""

from collections.abc import Callable

import pytest
from spacy.language import Language

from extraction.actors import find_references
from extraction.attribution import find_attributions
from extraction.directory import load_directory
from extraction.findings import PositionMention
from extraction.lookup import ActorLookup
from extraction.positions import find_positions
from records.vocabularies import Certainty, Polarity, Stance

Find = Callable[[str], tuple[PositionMention, ...]]


@pytest.fixture(scope="session")
def find(nlp: Language) -> Find:
    """Return the positions that the attributions of a text give; the documents are kept alive with them."""
    kept = []

    def run(text: str) -> tuple[PositionMention, ...]:
        doc = nlp(text)
        kept.append(doc)
        actors = ActorLookup(doc, find_references(doc, load_directory(), None))
        return find_positions(doc, actors, find_attributions(doc, actors), ())

    return run


def brief(position: PositionMention) -> tuple[str, str, int]:
    return position.holder.actor_id, position.stance.value, int(position.polarity)


STANCES = [
    # supports, wants, accepts
    ("France supports the ceasefire.", "country:FRA", "SUPPORT", 1),
    ("France backs a new treaty.", "country:FRA", "SUPPORT", 1),
    ("France welcomed the ceasefire.", "country:FRA", "SUPPORT", 1),
    ("France has endorsed the peace plan.", "country:FRA", "SUPPORT", 1),
    ("Germany is committed to the alliance.", "country:DEU", "SUPPORT", 1),
    ("Germany is willing to join the mission.", "country:DEU", "SUPPORT", 1),
    ("Germany voiced support for the sanctions.", "country:DEU", "SUPPORT", 1),
    ("Germany demanded an end to the war.", "country:DEU", "DEMAND", 1),
    ("Germany called for talks.", "country:DEU", "DEMAND", 1),
    ("Germany insisted on new elections.", "country:DEU", "DEMAND", 1),
    ("Germany urged Iran to release the prisoners.", "country:DEU", "DEMAND", 1),
    ("Germany called on Iran to release the prisoners.", "country:DEU", "DEMAND", 1),
    ("Germany's demand for reforms was met.", "country:DEU", "DEMAND", 1),
    ("Japan accepted the proposal.", "country:JPN", "ACCEPT", 1),
    ("Japan agreed to the terms.", "country:JPN", "ACCEPT", 1),
    ("Japan agreed to lower its tariffs.", "country:JPN", "ACCEPT", 1),
    ("Japan approved the sale of the missiles.", "country:JPN", "ACCEPT", 1),
    ("Japan offered to host the talks.", "country:JPN", "OFFER", 1),
    ("Japan promised to open its market.", "country:JPN", "PROMISE", 1),
    ("Japan pledged to send doctors.", "country:JPN", "PROMISE", 1),
    ("Japan proposed a summit.", "country:JPN", "PROPOSE", 1),
    ("Japan announced a boycott of the games.", "country:JPN", "ANNOUNCE", 1),
    ("Japan plans to leave the treaty.", "country:JPN", "ANNOUNCE", 1),
    ("Japan hopes that the truce will hold.", "country:JPN", "CONFIDENCE", 1),
    ("Japan is confident that the truce will hold.", "country:JPN", "CONFIDENCE", 1),
    ("Japan expressed optimism about the talks.", "country:JPN", "CONFIDENCE", 1),
    # opposes, refuses, accuses
    ("Turkey opposes the sanctions.", "country:TUR", "OPPOSE", -1),
    ("Turkey condemned the air strikes.", "country:TUR", "OPPOSE", -1),
    ("Turkey criticized the decision.", "country:TUR", "OPPOSE", -1),
    ("Turkey is opposed to the pipeline.", "country:TUR", "OPPOSE", -1),
    ("Turkey objected to the new border.", "country:TUR", "OPPOSE", -1),
    ("Turkey spoke out against the invasion.", "country:TUR", "OPPOSE", -1),
    ("Turkey deems the vote illegal.", "country:TUR", "OPPOSE", -1),
    ("Turkey called the vote a farce.", "country:TUR", "OPPOSE", -1),
    ("Turkey described the raid as an outrage.", "country:TUR", "OPPOSE", -1),
    ("Turkey rejected the proposal.", "country:TUR", "REJECT", -1),
    ("Turkey ruled out a withdrawal.", "country:TUR", "REJECT", -1),
    ("Turkey refused to sign the treaty.", "country:TUR", "REJECT", -1),
    ("Turkey is unwilling to leave the island.", "country:TUR", "REJECT", -1),
    ("Turkey turned down the invitation.", "country:TUR", "REJECT", -1),
    ("Turkey accused Greece of aggression.", "country:TUR", "ACCUSE", -1),
    ("Turkey blamed Greece for the crisis.", "country:TUR", "ACCUSE", -1),
    ("Turkey said that Greece bears responsibility for the crisis.", "country:TUR", "ACCUSE", -1),
    ("Turkey said Greece was to blame for the crisis.", "country:TUR", "ACCUSE", -1),
    ("Turkey denied that it had fired first.", "country:TUR", "DENY", -1),
    ("Turkey denied the allegations.", "country:TUR", "DENY", -1),
    ("Turkey threatened to close the strait.", "country:TUR", "THREATEN", -1),
    ("Turkey warned that it would retaliate.", "country:TUR", "THREATEN", -1),
    ("Turkey fears that the war will spread.", "country:TUR", "CONCERN", -1),
    ("Turkey is worried about the drought.", "country:TUR", "CONCERN", -1),
    ("Turkey expressed concern over the raids.", "country:TUR", "CONCERN", -1),
    ("The verdict raised concerns in Brazil among EU officials.", "group:eu-officials", "CONCERN", -1),
    # says, asks, keeps silent
    ("Brazil said that the dam would open in May.", "country:BRA", "ASSERT", 0),
    ("Brazil confirmed that the talks had begun.", "country:BRA", "ASSERT", 0),
    ("Brazil said the talks were productive.", "country:BRA", "ASSERT", 1),
    ("Brazil said the talks were a disaster.", "country:BRA", "ASSERT", -1),
    ("Brazil said the plan was not acceptable.", "country:BRA", "ASSERT", -1),
    ("Brazil said the plan was not dangerous.", "country:BRA", "ASSERT", 1),
    ("Brazil described the talks as productive.", "country:BRA", "ASSERT", 1),
    ("Brazil asked whether the border was open.", "country:BRA", "ASK", 0),
    ("Brazil declined to comment on the report.", "country:BRA", "DECLINE_COMMENT", 0),
    ("Brazil refused to say when the talks would end.", "country:BRA", "DECLINE_COMMENT", 0),
    ("Brazil did not comment on the report that was leaked.", "country:BRA", "DECLINE_COMMENT", 0),
    ("Brazil insisted that the plant was safe.", "country:BRA", "ASSERT", 1),
    ("Brazil insisted that Peru must withdraw.", "country:BRA", "DEMAND", 1),
    ("Brazil's position on the pipeline remains unclear.", "country:BRA", "UNDECLARED", 0),
    ("Brazil rejected a proposal to share the water.", "country:BRA", "REJECT", -1),
    ("Brazil denied claims that it had armed the rebels.", "country:BRA", "DENY", -1),
    ("Brazil dismissed concerns about the vaccine.", "country:BRA", "REJECT", 0),
]


@pytest.mark.parametrize(
    ("text", "holder", "stance", "polarity"), STANCES, ids=[row[0][:50].replace(" ", "-") for row in STANCES]
)
def test_stance_and_polarity(find: Find, text: str, holder: str, stance: str, polarity: int) -> None:
    found = [brief(p) for p in find(text)]
    if holder == "group:eu-officials":
        assert [p[1:] for p in found if p[0].startswith("group:")] == [(stance, polarity)]
    else:
        assert (holder, stance, polarity) in found


@pytest.mark.parametrize(
    ("text", "stance", "polarity"),
    [
        ("Turkey does not support the sanctions.", "OPPOSE", -1),
        ("Turkey does not oppose the sanctions.", "SUPPORT", 1),
        ("Turkey did not accept the proposal.", "REJECT", -1),
        ("Turkey never agreed to the terms.", "REJECT", -1),
        ("Turkey did not rule out a withdrawal.", "UNDECLARED", 0),
        ("Turkey has not rejected the proposal.", "UNDECLARED", 0),
        ("Turkey did not promise to help.", "REJECT", -1),
        ("Turkey does not expect the truce to hold.", "CONCERN", -1),
        ("Turkey is not willing to leave the island.", "OPPOSE", -1),
    ],
)
def test_a_negated_cue_turns_the_stance(find: Find, text: str, stance: str, polarity: int) -> None:
    assert [brief(p)[1:] for p in find(text)] == [(stance, polarity)]


@pytest.mark.parametrize(
    "text",
    [
        "Turkey demanded that Greece not join the alliance.",
        "Turkey demanded guarantees that Greece would never join the alliance.",
        "Turkey supports a plan that does not divide the island.",
    ],
)
def test_a_negation_in_the_content_leaves_the_stance(find: Find, text: str) -> None:
    assert [p.polarity for p in find(text)] == [Polarity.FOR]


@pytest.mark.parametrize(
    "text",
    [
        "Turkey did not demand a new border.",
        "It is unclear whether Turkey will accept the proposal.",
        "Turkey will decide if it accepts the proposal.",
        "Reports say that the dam is safe.",
        "Data show that prices fell.",
        "A poll found that voters were tired.",
        "According to the survey, prices fell.",
        "Turkey discussed the budget.",
        "Turkey repeated its position.",
        "The bridge in Turkey is old.",
    ],
)
def test_no_position_where_none_is_taken(find: Find, text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize(
    ("text", "holders"),
    [
        ("France and Germany condemned the raid.", ["country:FRA", "country:DEU"]),
        ("Several states, including France and Germany, support the plan.", ["country:FRA", "country:DEU"]),
        ("France supports the plan and Germany opposes it.", ["country:FRA", "country:DEU"]),
        ("The plan, which France supports, was rejected by Germany.", ["country:FRA", "country:DEU"]),
        ("The sanctions were condemned by France.", ["country:FRA"]),
        ("According to France, the border is safe.", ["country:FRA"]),
        ("The Kremlin rejected the plan.", ["gov:RUS"]),
        ("Kyiv accepted the plan.", ["gov:UKR"]),
        ("France declined to comment but confirmed the talks.", ["country:FRA", "country:FRA"]),
        ("France’s willingness to talk was noted.", ["country:FRA"]),
    ],
)
def test_every_holder_has_a_position_of_its_own(find: Find, text: str, holders: list[str]) -> None:
    found = [p.holder.actor_id for p in find(text)]
    assert [h for h in holders if h not in found] == []
    assert len(found) >= len(holders)


@pytest.mark.parametrize(
    ("text", "inner", "stance", "via"),
    [
        ("France said that Germany supports the plan.", "country:DEU", "SUPPORT", "country:FRA"),
        ("France said that Germany had rejected the plan.", "country:DEU", "REJECT", "country:FRA"),
        ("France confirmed that Germany had agreed to the truce.", "country:DEU", "ACCEPT", "country:FRA"),
        ("France announced that Germany would accept the truce.", "country:DEU", "ACCEPT", "country:FRA"),
    ],
)
def test_who_reports_anothers_position_takes_one_and_passes_one_on(
    find: Find, text: str, inner: str, stance: str, via: str
) -> None:
    found = find(text)
    assert {p.holder.actor_id for p in found} == {inner, via}
    (reported,) = (p for p in found if p.holder.actor_id == inner)
    assert (reported.stance.value, reported.via, reported.certainty) == (stance, via, Certainty.REPORTED)


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("France said it supports the plan.", "SUPPORT"),
        ("France said that it would reject the plan.", "REJECT"),
        ("“We reject the plan as it stands,” France said.", "REJECT"),
        ("“We demand that the border be opened,” France said.", "DEMAND"),
        ("“We believe the truce will hold this time,” France said.", "CONFIDENCE"),
        ("“Will the border ever be open again?” France asked.", "ASK"),
        ("France said it was worried about the raids.", "CONCERN"),
    ],
)
def test_the_stance_in_the_holders_own_words_counts(find: Find, text: str, stance: str) -> None:
    assert [p.stance.value for p in find(text)] == [stance]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("France rejected the plan.", "STATED"),
        ("France may reject the plan.", "TENTATIVE"),
        ("France could accept the plan.", "TENTATIVE"),
        ("France has reportedly rejected the plan.", "TENTATIVE"),
        ("France hinted that the plan would fail.", "TENTATIVE"),
    ],
)
def test_certainty_is_that_of_the_cue(find: Find, text: str, certainty: str) -> None:
    assert [p.certainty.value for p in find(text)] == [certainty]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("France will send troops if the truce holds.", None),
        ("France offered to send troops if the truce holds.", "if the truce holds"),
        ("France ruled out talks until the war has ended.", "until the war has ended"),
        ("France refused to sign unless Germany withdraws.", "unless Germany withdraws"),
        ("France pledged to lift the ban after the election.", "after the election"),
        ("France expressed willingness to deploy troops following a peace agreement.", "following a peace agreement"),
        ("France agreed to the truce in principle.", "in principle"),
        ("France supports the ceasefire.", None),
        ("France asked if the border was open.", None),
    ],
)
def test_the_condition_is_given_in_the_articles_words(find: Find, text: str, condition: str | None) -> None:
    assert next((p.condition for p in find(text)), None) == condition


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("France accused Germany of aggression.", "country:DEU"),
        ("France urged Germany to sign the treaty.", "country:DEU"),
        ("France told Germany that the plan had failed.", "country:DEU"),
        ("France demanded guarantees from Germany.", "country:DEU"),
        ("France called on Germany to withdraw.", "country:DEU"),
        ("France warned Germany against a raid.", "country:DEU"),
        ("France announced talks with Germany.", "country:DEU"),
    ],
)
def test_the_addressee_is_whom_it_is_said_to_or_about(find: Find, text: str, addressee: str) -> None:
    (found,) = find(text)
    assert found.addressees == (addressee,)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“The plan is dead,” France said.", True),
        ("France called the plan “dead.”", True),
        ("France said the plan was dead.", False),
    ],
)
def test_quoted_tells_whether_the_holders_own_words_stand_there(find: Find, text: str, quoted: bool) -> None:
    assert [p.quoted for p in find(text)] == [quoted]


def test_the_proposition_is_in_the_articles_own_words(find: Find) -> None:
    text = "France said on Monday that\nthe old bridge would close."
    for position in find(text):
        assert position.proposition in " ".join(text.split())


def test_bullets_below_a_lead_in_are_positions_of_its_holder(find: Find) -> None:
    text = (
        "Russia has set out conditions for a truce, including:\n- Recognition of its borders.\n- An end to sanctions."
    )
    found = [p for p in find(text) if p.stance is Stance.DEMAND and p.content is not None]
    assert [p.proposition.rstrip(".") for p in found] == ["Recognition of its borders", "An end to sanctions"]
    assert {p.holder.actor_id for p in found} == {"country:RUS"}
    assert all(len(p.evidence) == 2 for p in found)


def test_a_line_in_a_list_may_hold_anothers_position(find: Find) -> None:
    text = "Russia has set out conditions, including:\n- An early election, which Ukraine deems illegal."
    assert ("country:UKR", "OPPOSE", -1) in [brief(p) for p in find(text)]


def test_each_part_of_a_split_quotation_is_a_position(find: Find) -> None:
    found = find("“The truce is a good step,” France said. “Iran must open the strait to all ships.”")
    assert len(found) == 2
    assert found[0].issue_id != found[1].issue_id


def test_a_heading_alone_gives_no_position(find: Find) -> None:
    body = "The council met on Monday. It was a long and quiet evening in the old town hall."
    assert find(f"France Rejects Peace Plan\n\n{body}") == ()


def test_a_heading_without_any_body_is_all_there_is_to_read(find: Find) -> None:
    assert brief(find("KREMLIN REJECTS CEASEFIRE PROPOSAL")[0]) == ("gov:RUS", "REJECT", -1)


def test_a_heading_that_the_body_bears_out_has_little_weight(find: Find) -> None:
    found = find("France rejects peace plan\n\nFrance rejected the peace plan on Monday, after a long night of talks.")
    assert len(found) == 2
    assert found[0].confidence < found[1].confidence


def test_furniture_gives_no_position(find: Find) -> None:
    text = "France rejected the plan on Monday, after a long night.\nLeave a comment\nFrance supports this comment"
    assert len(find(text)) == 1


def test_a_spokesperson_speaks_for_somebody(find: Find) -> None:
    found = [p for p in find("A spokesman for the Kremlin said the talks would go on.") if p.on_behalf_of]
    assert [p.on_behalf_of for p in found] in (["gov:RUS"], [])
    assert find("A spokesman for the Kremlin said the talks would go on.")


def test_an_announcement_of_what_one_will_do_is_an_announcement(find: Find) -> None:
    (found,) = find("U.S. President Donald Trump announced on Monday that he will meet Vladimir Putin.")
    assert brief(found) == ("person:donald-trump", "ANNOUNCE", 1)
    assert found.cue is not None
    assert found.cue.text == "announced"
    assert found.addressees == ("person:vladimir-putin",)


def test_the_positions_on_one_issue_meet_in_other_words(find: Find) -> None:
    found = find("France supports the 30-day ceasefire proposal. Germany rejected the ceasefire plan.")
    assert {p.issue_id for p in found} == {"ceasefire"}


@pytest.mark.parametrize(
    "text",
    [
        "“" * 30 + "France said",
        "France said France said France said France said.",
        "- France:\n- Germany:\n- said:",
        "which which which France deems",
        "The demand that the demand that France.",
        "France, including France, including France, said.",
    ],
)
def test_odd_text_never_raises(find: Find, text: str) -> None:
    for position in find(text):
        assert position.evidence
        assert position.issue_id


def test_positions_stand_in_text_order_and_do_not_depend_on_chance(find: Find) -> None:
    text = "France supports the plan. Germany opposes it. Turkey condemned both. Japan offered help."
    first, second = find(text), find(text)
    assert [brief(p) for p in first] == [brief(p) for p in second]
    starts = [p.evidence[0].start for p in first]
    assert starts == sorted(starts)
