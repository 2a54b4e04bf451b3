"""The component `dateline_timex`: its layer of spans."""

from typing import Any

from spacy.tokens import Doc

from extraction.timexes import read_timexes


def test_the_component_labels_spans_by_their_type(nlp: Any) -> None:
    doc = nlp("It met at 5 p.m. on Friday for two hours, as it does every week.")
    found = [(span.text, span.label_) for span in doc.spans["timex"]]
    assert found == [("5 p.m.", "TIME"), ("Friday", "DATE"), ("two hours", "DURATION"), ("every week", "SET")]


def test_page_furniture_holds_no_time_expressions(nlp: Any) -> None:
    text = "Rebels shelled the port on Saturday, the army said in a statement.\nLeave comment\nPosted on Monday\n"
    doc = nlp(text)
    assert [span.text for span in doc.spans["timex"]] == ["Saturday"]


def test_the_layer_survives_the_way_to_another_process(nlp: Any) -> None:
    doc = nlp("It met on Friday.")
    copy = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert [(s.start_char, s.end_char, s.label_) for s in copy.spans["timex"]] == [(10, 16, "DATE")]
    assert read_timexes(copy, None) == read_timexes(doc, None)


def test_a_document_without_the_layer_has_no_expressions(nlp: Any) -> None:
    assert read_timexes(nlp.make_doc("It met on Friday."), None) == ()


def test_offsets_are_those_of_the_words_even_inside_a_token(nlp: Any) -> None:
    text = "It met on Friday/Saturday (5pm) in mid-March."
    doc = nlp(text)
    for timex in read_timexes(doc, None):
        assert text[timex.start : timex.end] == timex.text
