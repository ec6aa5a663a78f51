"""What typed views check, and what they say."""

# region: start
from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from kolben import Kolben
from kolben.typed import Query

app = Kolben(__name__)


class Line(msgspec.Struct):
    article: Annotated[str, Meta(pattern="^[A-Z]{2}[0-9]+$")]
    count: Annotated[int, Meta(ge=1, le=999)] = 1


class Order(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What a customer wants."""

    deliver_on: date
    lines: Annotated[list[Line], Meta(min_length=1)]
    most: Annotated[Decimal | None, Meta(description="No more than this.")] = None


@app.post("/orders")
def order(order: Order, express: Query[bool] = False) -> Order:
    return order


# endregion


# region: class
class Stay(msgspec.Struct):
    first: date
    last: date

    def __post_init__(self):
        if self.last < self.first:
            raise ValueError("the last day is before the first")


# endregion


# region: alone
from kolben.schema import Faults, compile_type

lines = compile_type(list[Line])


def read_lines(data: bytes) -> list[Line]:
    try:
        return lines.decode_json(data, "file")
    except Faults as error:
        for fault in error.faults:
            print(fault.place, fault.say("zh"))
        raise


# endregion


import pytest


# region: test_faults
def test_all_faults_of_an_order(client):
    answer = client.post(
        "/orders?express=perhaps",
        json={"deliverOn": "soon", "lines": [{"article": "x", "count": 0}], "x": 1},
    )
    assert answer.status_code == 422
    assert [(each["place"], each["code"]) for each in answer.json["faults"]] == [
        ("query.express", "format"),
        ("body.deliverOn", "format"),
        ("body.lines[0].article", "pattern"),
        ("body.lines[0].count", "minimum"),
        ("body.x", "unknown"),
    ]


# endregion


@pytest.fixture(name="client")
def make_client():
    return app.test_client()


def test_what_cannot_be_parsed_is_400(client):
    answer = client.post(
        "/orders", data=b'{"deliverOn": ', content_type="application/json"
    )
    assert answer.status_code == 400
    assert answer.json["faults"] == [
        {
            "place": "body",
            "code": "malformed",
            "msg": "is no valid JSON: it breaks off",
            "params": {"expected": "JSON", "reason": "it breaks off"},
        }
    ]


def test_a_class_refuses_by_itself():
    with pytest.raises(Faults, match="body the last day is before the first"):
        compile_type(Stay).convert(
            {"first": "2026-02-01", "last": "2026-01-01"}, "body"
        )


def test_types_alone(capsys):
    assert read_lines(b'[{"article": "AB1"}]') == [Line("AB1")]
    with pytest.raises(Faults):
        read_lines(b'[{"article": "AB1", "count": 0}]')
    assert capsys.readouterr().out == "file[0].count 不能小于 1\n"


def test_the_answer_in_chinese(client):
    answer = client.post("/orders", json={}, headers={"Accept-Language": "zh-CN"})
    assert answer.json["faults"][0]["msg"] == "不能缺少"
