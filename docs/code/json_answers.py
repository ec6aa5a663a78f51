"""JSON out and in."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kolben import Kolben, jsonify
from kolben.json.provider import DefaultJSONProvider

app = Kolben(__name__)


# region: jsonify
@dataclass
class Item:
    name: str
    price: Decimal


@app.get("/item")
def item():
    return jsonify(item=Item("tea", Decimal("2.50")), on=date(2026, 1, 2))


@app.get("/list")
def items() -> list[int]:
    return [1, 2]


# endregion


def test_defaults(client):
    assert client.get("/item").data == (
        b'{"item":{"name":"tea","price":"2.50"},"on":"Fri, 02 Jan 2026 00:00:00 GMT"}\n'
    )
    assert client.get("/list").data == b"[1,2]\n"


def test_keys_are_sorted_and_text_is_ascii(app):
    with app.app_context():
        assert jsonify(b=1, a="é").data == b'{"a":"\\u00e9","b":1}\n'
        assert jsonify().data == b"null\n"
        assert jsonify(uuid.UUID(int=0)).data[1:5] == b"0000"


def test_debug_indents(app):
    app.debug = True
    with app.app_context():
        assert jsonify(a=1).data == b'{\n  "a": 1\n}\n'


def test_attributes(app):
    # region: attributes
    app.json.ensure_ascii = False
    app.json.sort_keys = False
    # endregion
    with app.app_context():
        assert jsonify(b=1, a="é").get_data(as_text=True) == '{"b":1,"a":"é"}\n'


def test_own_provider():
    # region: provider
    class IsoDates(DefaultJSONProvider):
        @staticmethod
        def default(o):
            if isinstance(o, date):
                return o.isoformat()
            return DefaultJSONProvider.default(o)

    class Shop(Kolben):
        json_provider_class = IsoDates

    # endregion
    with Shop(__name__).app_context():
        assert jsonify(date(2026, 1, 2)).json == "2026-01-02"
