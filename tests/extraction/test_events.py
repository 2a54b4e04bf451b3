"""Events: who did what to whom, whether it happened, on whose word; and what makes no event."""

from collections.abc import Callable

import pytest

from extraction.findings import EventMention
from records.extractions import Extraction
from records.vocabularies import EventStatus

Code = Callable[[str], tuple[EventMention, ...]]


def _told(mention: EventMention) -> tuple[str, str, list[str], list[str]]:
    return (
        mention.event_type,
        mention.status,
        [m.actor_id for m in mention.sources],
        [m.actor_id for m in mention.targets],
    )


RUS, UKR, IRN, ISR, DEU, FRA, SDN, EGY = (f"country:{c}" for c in "RUS UKR IRN ISR DEU FRA SDN EGY".split())  # noqa: SIM905

VOICES = [
    pytest.param("Russia attacked Ukraine.", RUS, UKR, id="active"),
    pytest.param("Ukraine was attacked by Russia.", RUS, UKR, id="passive"),
    pytest.param("Ukraine, attacked by Russia in winter, fought on.", RUS, UKR, id="reduced passive"),
    pytest.param("Russia's attack on Ukraine went on.", RUS, UKR, id="possessive and on"),
    pytest.param("The attack by Russia on Ukraine went on.", RUS, UKR, id="by and on"),
    pytest.param("Russia launched an attack on Ukraine.", RUS, UKR, id="light verb"),
    pytest.param("Russia has begun attacking Ukraine.", RUS, UKR, id="aspect"),
    pytest.param("Russia, which attacked Ukraine, was condemned.", RUS, UKR, id="relative clause"),
]


@pytest.mark.parametrize(("text", "source", "target"), VOICES)
def test_source_and_target_are_the_same_in_every_construction(code: Code, text: str, source: str, target: str) -> None:
    assert [(t, s, x) for t, _, s, x in map(_told, code(text)) if t == "ASSAULT"] == [("ASSAULT", [source], [target])]


STATUSES = [
    pytest.param("Iran met Egypt.", "CONSULT", "OCCURRED", id="past"),
    pytest.param("Iran will meet Egypt on Friday.", "CONSULT", "PLANNED", id="future"),
    pytest.param("Iran plans to meet Egypt.", "CONSULT", "PLANNED", id="plan"),
    pytest.param("Iran is meeting Egypt in Oman.", "CONSULT", "ONGOING", id="progressive"),
    pytest.param("Iran continued talks with Egypt.", "CONSULT", "ONGOING", id="goes on"),
    pytest.param("Iran should meet Egypt, the paper said.", "CONSULT", "PROPOSED", id="should"),
    pytest.param("Iran may meet Egypt.", "CONSULT", "HYPOTHETICAL", id="may"),
    pytest.param("Oil would fall if Iran met Egypt.", "CONSULT", "HYPOTHETICAL", id="condition"),
    pytest.param("Iran has not yet met Egypt.", "CONSULT", "DENIED", id="not yet"),
    pytest.param("Israel did not attack Iran.", "ASSAULT", "DENIED", id="conflict that did not happen"),
    pytest.param("Iran agreed to meet Egypt.", "AGREE", "OCCURRED", id="agreeing is done"),
    pytest.param("Iran has ruled out talks with Egypt.", "REJECT", "ONGOING", id="a stance that lasts"),
    pytest.param("France did not meet Russian envoys.", "CONSULT", "DENIED", id="meeting that did not happen"),
]


@pytest.mark.parametrize(("text", "event_type", "status"), STATUSES)
def test_the_type_says_what_the_act_is_and_the_status_whether_it_happened(
    code: Code, text: str, event_type: str, status: str
) -> None:
    assert [(m.event_type, m.status) for m in code(text)] == [(event_type, status)]


OPERATORS = [
    pytest.param("Iran agreed to hold talks with Egypt.", "AGREE", IRN, EGY, "036", id="agree to"),
    pytest.param("Iran refused to hold talks with Egypt.", "REJECT", IRN, EGY, "125", id="refuse to"),
    pytest.param("Iran threatened to attack Israel.", "THREATEN", IRN, ISR, "138", id="threaten to"),
    pytest.param("Egypt demanded that Sudan withdraw its troops.", "REQUEST", EGY, SDN, "0256", id="demand that"),
    pytest.param("Ukraine accused Russia of bombing a school.", "ACCUSE", UKR, RUS, "112", id="accuse of"),
    pytest.param("Germany lifted sanctions on Sudan.", "CONCEDE", DEU, SDN, "081", id="lift"),
    pytest.param("Germany suspended aid to Sudan.", "SANCTION", DEU, SDN, "162", id="suspend"),
    pytest.param("Germany announced a suspension of aid to Sudan.", "SANCTION", DEU, SDN, None, id="a suspension of"),
    pytest.param("Iran will not negotiate with Israel.", "REJECT", IRN, ISR, "125", id="negated cooperation"),
    pytest.param("Germany said that Sudan must release the prisoners.", "REQUEST", DEU, SDN, None, id="say must"),
    pytest.param("France failed to reach an agreement with Germany.", "REJECT", FRA, DEU, None, id="fail to"),
]


@pytest.mark.parametrize(("text", "event_type", "source", "target", "cameo"), OPERATORS)
def test_operators_make_one_act_of_the_act_they_are_about(
    code: Code, text: str, event_type: str, source: str, target: str, cameo: str | None
) -> None:
    (mention,) = code(text)
    assert (_told(mention)[0], _told(mention)[2:]) == (event_type, ([source], [target]))
    assert cameo in (None, mention.cameo_code)


def test_speech_is_peeled_off_and_its_speaker_kept(code: Code) -> None:
    (mention,) = code("Egypt said Russia attacked Ukraine.")
    assert (_told(mention), mention.reported_by) == (("ASSAULT", "OCCURRED", [RUS], [UKR]), EGY)


def test_a_pronoun_under_speech_is_its_speaker(code: Code) -> None:
    (mention,) = code("Iran said it would visit Egypt for talks.")[:1]
    assert mention.reported_by == IRN
    assert [m.actor_id for m in mention.sources] in ([IRN], [])


def test_an_announced_meeting_is_planned_and_an_intent_in_cameo(code: Code) -> None:
    mentions = code(
        "U.S. President Donald Trump announced that he will hold talks with Russian President Vladimir Putin."
    )
    assert [_told(m) for m in mentions] == [
        ("CONSULT", "PLANNED", ["person:donald-trump"], ["person:vladimir-putin"]),
    ]
    assert (mentions[0].reported_by, mentions[0].cameo_code) == ("person:donald-trump", "036")


def test_mere_speech_is_a_statement_and_only_where_nothing_else_is(code: Code) -> None:
    assert [m.event_type for m in code("Germany said the weather was fine.")] == ["STATEMENT"]
    assert [m.event_type for m in code("Germany said Russia attacked Ukraine.")] == ["ASSAULT"]


def test_both_sides_of_a_meeting_are_listed_in_text_order(code: Code) -> None:
    (mention,) = code("Iran and Egypt met in Oman.")
    assert (_told(mention)[2:], mention.reciprocal) == (([IRN], [EGY]), True)


def test_coordinated_participants_are_expanded(code: Code) -> None:
    (mention,) = code("Germany and France condemned Russia and Iran.")
    assert _told(mention)[2:] == ([DEU, FRA], [RUS, IRN])


def test_a_collective_names_its_members(code: Code) -> None:
    (mention,) = code("Several nations, including Germany and France, condemned Russia.")
    assert {DEU, FRA} <= {m.actor_id for m in mention.sources}


def test_joint_exercises_are_cooperation(code: Code) -> None:
    (mention,) = code("France and Egypt began military exercises in the Mediterranean.")
    assert (mention.event_type, mention.reciprocal) == ("COOPERATE", True)


def test_killing_that_ends_an_attack_is_the_same_event(code: Code) -> None:
    (mention,) = code("Russia shelled the city of Kharkiv, killing at least six people.")
    assert (mention.event_type, mention.fatalities, mention.rule) == ("ASSAULT", 6, "bombard")


def test_an_attack_that_kills_is_one_event_with_the_attackers_as_source(code: Code) -> None:
    (mention,) = code("A Russian drone strike killed two soldiers in Ukraine.")
    assert (mention.event_type, mention.fatalities) == ("ASSAULT", 2)


def test_what_people_march_for_is_no_event_of_its_own(code: Code) -> None:
    assert [m.event_type for m in code("Students in Egypt staged a protest to demand new elections.")] == ["PROTEST"]


@pytest.mark.parametrize(
    ("text", "trigger", "source"),
    [
        ("The court in Chile jailed two officers for torturing protesters.", "torturing", "group:chl-officers"),
        ("Mexican police stopped rebels from attacking villagers.", "attacking", "group:mex-reb"),
        ("Kenya used rockets for attacking Somali rebels.", "attacking", "country:KEN"),
    ],
    ids=["punished-for", "kept-from", "means"],
)
def test_who_is_judged_does_what_it_is_for(code: Code, text: str, trigger: str, source: str) -> None:
    (event,) = [e for e in code(text) if e.trigger.text == trigger]
    assert [m.actor_id for m in event.sources] == [source]


@pytest.mark.parametrize(
    "condition", ["provided that Uganda frees", "as long as Uganda frees", "on condition that Uganda frees"]
)
def test_what_is_a_condition_has_not_happened(code: Code, condition: str) -> None:
    (event,) = [e for e in code(f"Kenya will pay, {condition} the sailors.") if e.trigger.text == "frees"]
    assert event.status == "HYPOTHETICAL"


def test_recalled_events_are_background(code: Code) -> None:
    mentions = code("Since Russia's invasion of Ukraine in 2022, prices rose.")
    assert [(m.event_type, m.background) for m in mentions] == [("ASSAULT", True)]


def test_an_event_knows_its_place(code: Code) -> None:
    (mention,) = code("Iran met Egypt in Paris.")
    assert mention.place is not None
    assert mention.place.name == "Paris"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("An earthquake killed hundreds of people in Turkey.", id="disaster"),
        pytest.param("Nine people were killed when a boiler exploded in a factory.", id="accident"),
        pytest.param("The team attacked from the left and won the match.", id="sport"),
        pytest.param("Shares rallied on Monday.", id="market"),
        pytest.param("Germany declined to comment.", id="no comment"),
        pytest.param("The firm met the deadline.", id="idiom"),
    ],
)
def test_what_is_no_political_act_makes_no_event(code: Code, text: str) -> None:
    assert [m for m in code(text) if m.event_type != "STATEMENT"] == []


def test_a_report_of_a_game_tells_of_no_fighting(code: Code) -> None:
    text = "The striker missed twice before the visitors attacked and beat Lyon. Their coach praised the defence. "
    assert {m.event_type for m in code(text + "We kept fighting, the goalkeeper said.")} <= {"STATEMENT"}


def test_police_at_a_game_act(code: Code) -> None:
    text = "The striker missed twice. The goalkeeper left with the coach. Police in Lyon arrested 40 fans."
    assert [m.event_type for m in code(text)] == ["COERCE"]


def test_the_trigger_of_a_light_verb_reaches_to_its_noun(code: Code) -> None:
    (mention,) = code("Russia launched an attack on Ukraine.")
    assert mention.trigger.text == "launched an attack"


def test_confidence_is_explained_by_its_features(code: Code) -> None:
    (sure,) = code("Russia attacked Ukraine.")
    assert sure.features.keys() >= {"source", "target", "verb"}
    assert 0.5 < sure.confidence < 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("attacked " * 700, id="no sentence"),
        pytest.param("Iran met " + ", ".join(["Egypt", "Sudan", "France"] * 100) + ".", id="300 names"),
        pytest.param("Iran said that " * 150 + "Egypt attacked Sudan.", id="nested speech"),
        pytest.param("“" * 40 + "Iran attacked Egypt" + "”" * 40, id="quotes in quotes"),
        pytest.param("the of and to in", id="no content word"),
    ],
)
def test_odd_text_is_coded_without_complaint(code: Code, text: str) -> None:
    assert isinstance(code(text), tuple)


def test_coding_the_same_text_twice_gives_the_same(code: Code) -> None:
    text = "Germany and France condemned Russia after talks with Iran collapsed."
    assert [_told(m) for m in code(text)] == [_told(m) for m in code(text)]


def test_a_target_is_looked_for_further_down_the_clause(code: Code) -> None:
    (mention,) = code("Germany agreed to open a port for the grain of the coast of Sudan.")
    assert _told(mention)[2:] == ([DEU], [SDN])
    assert mention.features["rescued"] == 1.0


PAIRS = [
    pytest.param("Each accused the other of lying.", "ACCUSE", [IRN], [EGY], id="each the other"),
    pytest.param("The two sides accused each other of lying.", "ACCUSE", [IRN], [EGY], id="each other"),
    pytest.param("France urged both countries to show restraint.", "REQUEST", [FRA], [IRN, EGY], id="both countries"),
    pytest.param("Negotiations will begin on Sunday.", "CONSULT", [IRN], [EGY], id="nobody named"),
]


@pytest.mark.parametrize(("text", "event_type", "sources", "targets"), PAIRS)
def test_both_sides_are_those_who_acted_on_each_other_before(
    code: Code, text: str, event_type: str, sources: list[str], targets: list[str]
) -> None:
    found = [_told(m) for m in code(f"Iran signed a treaty with Egypt. {text}")]
    assert [(t, s, x) for t, _, s, x in found[1:]] == [(event_type, sources, targets)]


def test_what_somebody_has_done_is_done_whatever_becomes_of_it(code: Code) -> None:
    (event,) = code("Such a move would reward Russia's invasion of Ukraine.")
    assert event.status == "OCCURRED"


def test_names_in_apposition_all_take_part(code: Code) -> None:
    (event,) = code("The two envoys, Karl Holm and Ana Silva, held talks in Oslo.")
    assert [a.actor_id for a in (*event.sources, *event.targets)] == ["person:karl-holm", "person:ana-silva"]


def test_both_sides_are_nobody_where_nobody_was_named(code: Code) -> None:
    assert [m.sources for m in code("Both sides accused each other of lying.")] in ([], [()])


def test_states_that_agree_on_something_agree_with_each_other(code: Code) -> None:
    (mention,) = code("Iran and Egypt agreed to reopen a road.")
    assert (_told(mention)[2:], mention.reciprocal) == (([IRN], [EGY]), True)


def test_what_is_done_unless_is_a_threat(code: Code) -> None:
    (mention,) = code("Germany will impose sanctions on Sudan unless the fighting stops.")[:1]
    assert _told(mention) == ("THREATEN", "OCCURRED", [DEU], [SDN])


@pytest.mark.parametrize(
    "text",
    [
        "Norway would cut aid if Mali did not free the men.",
        "Norway will cut aid to Mali if the men are not freed.",
        "Norway said it would cut aid to Mali if it did not free the men.",
    ],
)
def test_what_is_done_if_another_does_not_give_way_is_a_threat(code: Code, text: str) -> None:
    assert [_told(m) for m in code(text)] == [("THREATEN", "OCCURRED", ["country:NOR"], ["country:MLI"])]


def test_a_clause_between_commas_tells_of_whom_it_names(code: Code) -> None:
    found = [m for m in code("Uganda freed Ana Silva, who was arrested last week.") if m.event_type == "COERCE"]
    assert [[t.actor_id for t in m.targets] for m in found] == [["person:ana-silva"]]


def test_what_is_no_longer_done_is_refused(code: Code) -> None:
    (mention,) = code("Iran will no longer cooperate with Germany.")
    assert (mention.event_type, mention.cameo_code) == ("REJECT", "121")


def test_an_act_that_another_is_done_for_is_no_event_of_its_own(code: Code) -> None:
    assert [m.event_type for m in code("Iran and Egypt met to end a quarrel with Sudan.")] == ["CONSULT"]


def test_each_owner_of_a_phrase_takes_part(code: Code) -> None:
    (mention,) = code("The foreign ministers of Germany and France met in Paris.")
    assert {m.actor_id[:9] for m in (*mention.sources, *mention.targets)} == {"group:deu", "group:fra"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Rwanda-backed rebels drank tea.", id="participle with a hyphen"),
        pytest.param("In March Germany was cold.", id="a month is no march"),
        pytest.param("The minister was last seen in Egypt.", id="seen by nobody"),
        pytest.param("The striker of Spain won the battle in midfield.", id="game"),
        pytest.param("The king received the families of prisoners of war.", id="war far below a verb"),
        "A magnitude 6.1 earthquake struck western Nepal on Tuesday, killing 31 people.",
        "Cyclone Mele tore through Fiji, leaving 14 people dead and cutting power to 30,000 homes.",
        "Floods in Kenya killed 40 people, and soldiers have recovered bodies.",
    ],
)
def test_words_of_violence_in_other_uses_make_no_event(code: Code, text: str) -> None:
    assert [m.event_type for m in code(text) if m.event_type in ("ASSAULT", "PROTEST", "SUPPORT", "STATEMENT")] == []


def test_many_names_and_long_sentences_are_coded_once_each(code: Code) -> None:
    mentions = code("Iran attacked Egypt and " * 200 + "Sudan rested.")
    assert len(mentions) == 200


Extract = Callable[..., Extraction]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        pytest.param("March 3: Rebels seize the airport in Bunia.", "2025-03-03", id="day"),
        pytest.param("2014: Russia annexes Crimea.", "2014-01-01", id="year"),
        pytest.param("14:30 - Police arrest two mayors in Dhaka.", "2025-03-17", id="hour"),
    ],
)
def test_timelines_tell_in_the_present_what_has_happened(
    extract: Callable[..., Extraction], line: str, day: str
) -> None:
    (event,) = extract(line).events
    assert event.status is EventStatus.OCCURRED
    assert str(event.event_date.start) == day
