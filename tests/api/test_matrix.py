"""Who stands where on what, over HTTP; and who stands where on one issue, over time."""

import csv
import io
import json
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient

from api.openapi import build_document
from dateline.version import __version__

MATRIX = "/v1/positions/matrix"


def get(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.data
    return json.loads(answer.data)


def test_cells_say_where_actors_stand(client: FlaskClient) -> None:
    matrix = get(client, f"{MATRIX}?rows=actor&cols=issue")
    positions = get(client, "/v1/positions?limit=1000")["data"]
    assert sum(cell["position_count"] for cell in matrix["cells"]) == len(positions)
    assert matrix["left_out"] == {"rows": 0, "cols": 0, "positions": 0}
    assert [row["position_count"] for row in matrix["rows"]] == sorted(
        (row["position_count"] for row in matrix["rows"]), reverse=True
    )
    known = {position["id"]: position for position in positions}
    for cell in matrix["cells"]:
        latest = known[cell["position_id"]]
        assert (latest["actor_id"], latest["issue"]["id"]) == (cell["actor_id"], cell["issue_id"])
        assert (latest["stance"], latest["polarity"]) == (cell["stance"], cell["polarity"])
        assert cell["changed"] == (cell["stance_changed"] or cell["polarity_changed"])


def test_an_answer_is_as_the_document_says(client: FlaskClient) -> None:
    document = build_document(__version__)
    schema = {"$ref": "#/components/schemas/PositionMatrix", "components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(get(client, MATRIX))


def test_filters_are_those_of_positions(client: FlaskClient) -> None:
    matrix = get(client, f"{MATRIX}?actor=Moscow&stance=DEMAND")
    positions = get(client, "/v1/positions?actor=Moscow&stance=DEMAND")
    assert positions["data"]
    assert {row["id"] for row in matrix["rows"]} == {each["actor_id"] for each in positions["data"]}
    assert matrix["query"]["actor"] == positions["query"]["actor"]
    nobody = get(client, f"{MATRIX}?actor=Nobodyhere")
    assert (nobody["rows"], nobody["cells"]) == ([], [])
    assert [warning["code"] for warning in nobody["warnings"]] == ["UNKNOWN_ACTOR"]


def test_what_does_not_fit_is_counted(client: FlaskClient) -> None:
    whole = get(client, MATRIX)
    part = get(client, f"{MATRIX}?row_limit=1&col_limit=1")
    assert (len(part["rows"]), len(part["cols"]), len(part["cells"])) == (1, 1, 1)
    left = part["left_out"]
    assert left["rows"] == len(whole["rows"]) - 1
    assert left["cols"] == len(whole["cols"]) - 1
    total = sum(cell["position_count"] for cell in whole["cells"])
    assert left["positions"] == total - part["cells"][0]["position_count"]


@pytest.mark.parametrize(
    "wrong", ["rows=issue", "cols=actor", "row_limit=51", "col_limit=0", "limit=5", "sort=stated_date", "format=ndjson"]
)
def test_other_parameters_are_refused(client: FlaskClient, wrong: str) -> None:
    answer = client.get(f"{MATRIX}?{wrong}")
    assert (answer.status_code, json.loads(answer.data)["type"]) == (400, "/problems/invalid-parameter")


def test_csv_has_a_line_for_each_cell(client: FlaskClient) -> None:
    matrix = get(client, MATRIX)
    answer = client.get(f"{MATRIX}?format=csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(line["actor_id"], line["issue_id"], line["stance"]) for line in lines] == [
        (cell["actor_id"], cell["issue_id"], cell["stance"]) for cell in matrix["cells"]
    ]
    assert all(line["actor_name"] and line["issue_label"] for line in lines)


def test_it_is_not_sent_again_while_nothing_changes(client: FlaskClient) -> None:
    tag = client.get(MATRIX).headers["ETag"]
    assert client.get(MATRIX, headers={"If-None-Match": tag}).status_code == 304


def test_positions_on_an_issue_come_in_order_of_time(client: FlaskClient) -> None:
    for issue in get(client, "/v1/issues?limit=1000")["data"]:
        path = f"/v1/issues/{issue['id']}/positions"
        page = get(client, path)
        assert {position["issue"]["id"] for position in page["data"]} == {issue["id"]}
        assert len(page["data"]) == issue["position_count"]
        dated = [position["stated_date"]["start"] for position in page["data"] if position["stated_date"]["start"]]
        assert dated == sorted(dated)
        assert page["query"]["sort"] == "stated_date"
        assert get(client, f"{path}?sort=-stated_date")["query"]["sort"] == "-stated_date"
    assert client.get("/v1/issues/no-such-issue/positions").status_code == 404
