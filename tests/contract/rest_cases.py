"""Hundreds of generated cases for fields, models, masks, arguments and inputs.

    python rest_cases.py flask_restx      what the real extension gives
    python rest_cases.py kolben.rest      what Kolben gives

Each line is a case and its result. Both are given the same cases: everything comes
from a generator with a fixed seed, nothing from the library.
"""

import enum
import json
import random
import re
import sys
import warnings
from collections import OrderedDict
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from importlib import import_module

from werkzeug.exceptions import HTTPException

LIBRARY = sys.argv[1]
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 1
if LIBRARY == "flask_restx":
    from flask import Flask
else:
    from kolben import Kolben as Flask

fields, inputs, mask, marshalling, reqparse, model = (
    import_module(f"{LIBRARY}.{name}")
    for name in ("fields", "inputs", "mask", "marshalling", "reqparse", "model")
)
if LIBRARY != "flask_restx":
    # A function for each model at once, not only for what is used often.
    import_module("kolben.rest.compiled").BUILD_AFTER = 0
app = Flask("cases")
app.config["RESTX_MASK_HEADER"] = "X-Fields"
warnings.simplefilter("ignore")


@app.get("/items/<int:id>", endpoint="item")
def item(**values):
    return str(values)


ADDRESS = re.compile("at 0x[0-9a-f]+", re.IGNORECASE)


class Thing:
    """An object whose attributes are what it is given."""

    def __init__(self, values):
        self.__dict__.update(values)

    def __repr__(self):
        return "thing"


class Other(Thing):
    pass


class Indexed(Thing):
    """Has items and attributes, and can be gone through."""

    def __getitem__(self, key):
        return f"item {key}" if key in self.__dict__ else self.__dict__[key]

    def __iter__(self):
        return iter(self.__dict__)


class Color(enum.Enum):
    RED = "red"


class Shout(fields.String):
    """Overrides format."""

    def format(self, value):
        if value == "bad":
            raise fields.MarshallingError("shouted")
        return super().format(value).upper()


class Length(fields.Raw):
    """Overrides output."""

    __schema_type__ = "integer"

    def output(self, key, obj, **kwargs):
        return f"{key} of {type(obj).__name__} {sorted(kwargs)}"


class Year(fields.DateTime):
    """Overrides a part of what format calls."""

    def format_iso8601(self, dt):
        return f"year {dt.year}"


class Boxed(fields.Nested):
    """Overrides output and calls the base's."""

    def output(self, key, obj, **kwargs):
        return {"box": super().output(key, obj, **kwargs)}


def show(value):
    """A value as data for JSON that tells types and orders apart."""
    if isinstance(value, dict):
        name = type(value).__name__
        return [name, *[[show(key), show(inner)] for key, inner in value.items()]]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, *map(show, value)]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (date, time)):
        return [type(value).__name__, value.isoformat()]
    return [type(value).__name__, repr(value)]


def attempt(function, *args, **kwargs):
    """What a call gives, or its error."""
    try:
        return show(function(*args, **kwargs))
    except HTTPException as error:
        data = show(getattr(error, "data", None))
        return ["HTTP", error.code, data, error.description]
    except Exception as error:
        return ["error", type(error).__name__, str(error)]


def say(kind, case, result):
    print(ADDRESS.sub("at", json.dumps([kind, case, result], default=repr)))


# --- models and objects --------------------------------------------------------------

NAMES = ["id", "name", "tags", "when", "a", "b", "items", "tag_x", "tag_y", "sub"]
WORDS = ["", "x", "bad", "12", "-1.5", "true", "off", "2020-05-06"]
WORDS.append("2020-01-02T03:04:05Z")


# How many of the values fit nearly all fields.
TAME = [0.0]


def make_value(rng, depth=0):
    """Any value; mostly plain ones."""
    if rng.random() < TAME[-1]:
        return rng.choice(["1", "20", 3, "2020-01-02", None, "0", 4])
    kinds = 12 if depth < 2 else 8
    kind = rng.randrange(kinds)
    if kind < 2:
        return rng.choice(WORDS)
    if kind == 2:
        return rng.choice([0, 1, -7, 10**20, True, False])
    if kind == 3:
        return rng.choice([0.5, 1e300, -0.0, Decimal("1.234567"), Decimal("1E-9")])
    if kind == 4:
        return None
    if kind == 5:
        offset = rng.choice([None, UTC, timezone(timedelta(hours=-3))])
        return datetime(2021, 2, 3, 4, 5, 6, rng.choice([0, 789]), offset)
    if kind == 6:
        return date(2019, 12, 31)
    if kind == 7:
        return rng.choice([Color.RED, b"bytes", {1}, ()])
    if kind < 10:
        return make_object(rng, depth + 1)
    return [make_value(rng, depth + 1) for _ in range(rng.randrange(4))]


def make_object(rng, depth=0):
    names = rng.sample(NAMES, rng.randrange(len(NAMES)))
    values = {name: make_value(rng, depth + 1) for name in names}
    return rng.choice([dict, dict, dict, OrderedDict, Thing, Other, Indexed])(values)


def make_data(rng):
    if rng.random() < 0.7:
        return make_object(rng)
    some = [make_object(rng) for _ in range(rng.randrange(4))]
    if rng.random() < 0.2:
        some.append(rng.choice([None, [make_object(rng)], 5]))
    return rng.choice([list, tuple])(some)


def make_common(rng):
    options = {}
    if rng.random() < 0.15:
        options["attribute"] = rng.choice(
            ["name", "sub.name", "sub.tags.0", lambda obj: "called", "id", "missing"]
        )
    if rng.random() < 0.2:
        options["default"] = rng.choice(
            ["fallback", 5, 0, "", lambda: "made", [], "2020-01-01"]
        )
    for name in ("title", "description", "example"):
        if rng.random() < 0.1:
            options[name] = f"a {name}"
    for name in ("required", "readonly", "nullable"):
        if rng.random() < 0.15:
            options[name] = True
    return options


def make_field(rng, depth=0, plain=False):
    """A field of any kind; ``plain`` for those that hold no model."""
    common = make_common(rng)
    kind = rng.randrange(14 if plain else 22)
    if kind == 0:
        return rng.choice([fields.String, fields.Integer, fields.Raw, Shout, Length])
    if kind == 1:
        return fields.Raw(**common)
    if kind <= 3:
        if rng.random() < 0.3:
            common.update(enum=["x", "y"], min_length=1, max_length=5, pattern="^x")
        return fields.String(**common)
    if kind <= 5:
        if rng.random() < 0.3:
            common.update(min=0, max=10, multiple=2, exclusiveMin=1)
        return fields.Integer(**common)
    if kind == 6:
        return fields.Float(**common)
    if kind == 7:
        return fields.Boolean(**common)
    if kind == 8:
        return fields.DateTime(dt_format=rng.choice(["iso8601", "rfc822"]), **common)
    if kind == 9:
        return fields.Date(**common)
    if kind == 10:
        return rng.choice([fields.Arbitrary, fields.Fixed])(**common)
    if kind == 11:
        return rng.choice([Shout, Length, Year])(**common)
    if kind == 12:
        return fields.ClassName(dash=rng.random() < 0.5, **common)
    if kind == 13:
        return fields.FormattedString("{name}-{id}", **common)
    if kind <= 16:
        inner = make_model(rng, depth + 1)
        cls = Boxed if rng.random() < 0.1 else fields.Nested
        for name in ("allow_null", "skip_none", "as_list"):
            if rng.random() < 0.3:
                common[name] = True
        return cls(inner, **common)
    if kind <= 19:
        held = (
            fields.Nested(make_model(rng, depth + 1), allow_null=rng.random() < 0.3)
            if rng.random() < 0.4
            else make_field(rng, depth + 1, plain=True)
        )
        return fields.List(held, **common)
    if kind == 20 and depth == 0:
        return fields.Wildcard(make_field(rng, 2, plain=True), **common)
    return {"inner": fields.String, "name": fields.Raw}


def make_model(rng, depth=0):
    names = rng.sample(NAMES, 1 + rng.randrange(4 if depth else 6))
    made = {}
    for name in names:
        field = make_field(rng, depth, plain=depth > 1)
        if isinstance(field, fields.Wildcard) and rng.random() < 0.8:
            name = rng.choice(["*", "tag_*", "TAG_?"])
        made[name] = field
    kind = rng.randrange(6)
    if depth == 0 and kind == 0:
        return made
    options = {}
    if rng.random() < 0.15:
        options["mask"] = make_mask(rng)
    if rng.random() < 0.1:
        options["strict"] = True
    cls = model.OrderedModel if kind == 1 else model.Model
    result = cls(f"M{depth}", made, **options)
    if kind == 2:
        extra = {"extra": fields.String(attribute="name")}
        return rng.choice([result.inherit, result.clone])("Child", extra)
    return result


def make_mask(rng, depth=0):
    parts = []
    for name in rng.sample(NAMES, 1 + rng.randrange(4)):
        if depth < 2 and rng.random() < 0.2:
            name += "{" + make_mask(rng, depth + 1) + "}"
        parts.append(name)
    if rng.random() < 0.2:
        parts.append("*")
    return ",".join(parts)


def marshal_cases(seed):
    rng = random.Random(seed)
    # Nested dicts of fields have no name, which schemas need: an error in both.
    made = attempt_value(make_model, rng)
    if isinstance(made, Exception):
        return say("model", seed, show(repr(made)))
    if isinstance(made, model.ModelBase):
        say("schema", seed, attempt(lambda: made.__schema__))
        say("text", seed, attempt(str, made))
    everything = getattr(made, "resolved", made)
    wild = any(isinstance(field, fields.Wildcard) for field in everything.values())
    kind = "marshal with a wildcard" if wild else "marshal"
    for number in range(3):
        options = {}
        if rng.random() < 0.25:
            options["envelope"] = "data"
        if rng.random() < 0.25:
            options["skip_none"] = True
        if rng.random() < 0.2:
            options["ordered"] = True
        if rng.random() < 0.3:
            options["mask"] = make_mask(rng)
        TAME[-1] = rng.choice([0.0, 0.6, 0.9])
        data = make_data(rng)
        result = attempt(marshalling.marshal, data, made, **options)
        say(kind, [seed, number, options, show(data)], result)
    return None


def attempt_value(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return error


def validation_cases(seed):
    rng = random.Random(seed)
    made = {
        name: make_field(rng, 2, plain=True)
        for name in rng.sample(NAMES, 1 + rng.randrange(5))
    }
    checked = model.Model("Checked", made, strict=rng.random() < 0.3)
    for number in range(3):
        data = rng.choice([make_json, make_json, make_json_value])(rng)
        say("valid", [seed, number, data], attempt(checked.validate, data))


def make_json(rng):
    return {name: make_json_value(rng) for name in rng.sample(NAMES, rng.randrange(6))}


def make_json_value(rng):
    return rng.choice([*WORDS, None, 1, -2, 0.5, True, [], ["x"], {}, {"name": "x"}])


# --- single things -------------------------------------------------------------------


def mask_cases(seed):
    rng = random.Random(seed)
    text = make_mask(rng)
    if rng.random() < 0.5:
        for _ in range(1 + rng.randrange(3)):
            at = rng.randrange(len(text) + 1)
            text = (
                text[:at]
                + rng.choice(["{", "}", ",", " ", "\n", "é", "*", "-", ":", "!"])
                + text[at + rng.randrange(2) :]
            )
    if not text.strip():
        return
    say("mask", text, attempt(lambda: str(mask.Mask(text))))
    data = make_data(rng)
    skip = rng.random() < 0.5
    say("masked", [text, show(data), skip], attempt(mask.apply, data, text, skip=skip))


def inherit_case():
    """Models by class: discriminator, ancestors and what does not fit."""
    base = model.Model(
        "Base", {"kind": fields.String(discriminator=True), "a": fields.Raw}
    )
    one = model.Model.inherit("One", base, {"b": fields.Integer})
    two = base.inherit("Two", {"c": fields.String(default="c")})
    three = one.inherit("Three", {"d": fields.Raw})
    for each in (base, one, two, three):
        say("inherit", each.name, attempt(marshalling.marshal, {"b": 1, "a": 2}, each))
        say("ancestors", each.name, sorted(each.ancestors))
        say("schema", each.name, attempt(lambda each=each: each.__schema__))
        say(
            "parent", each.name, attempt(lambda each=each: each.get_parent("Base").name)
        )
    say("no parent", "", attempt(one.get_parent, "Nobody"))
    field = fields.Polymorph({Thing: one, Other: two})
    for value in (Thing({"b": 3}), Other({"a": 4}), 5, None, {"a": 1}):
        say("polymorph", repr(value), attempt(field.output, "x", {"x": value}))
        holder = {"x": field, "l": fields.List(field)}
        data = {"x": value, "l": [value]}
        say("holder", repr(value), attempt(marshalling.marshal, data, holder))
        say(
            "masked",
            repr(value),
            attempt(marshalling.marshal, data, holder, mask="x{b}"),
        )
    required = fields.Polymorph({Thing: one, Other: two}, required=True)
    say("required", "", attempt(required.output, "x", {"x": None}))
    say("one class", "", attempt(fields.Polymorph, {Thing: one}))
    say(
        "no ancestor",
        "",
        attempt(fields.Polymorph, {Thing: one, Other: model.Model("Z", {})}),
    )
    twice = model.Model("D", {n: fields.String(discriminator=True) for n in "ab"})
    say("twice", "", attempt(marshalling.marshal, {}, twice))
    say(
        "schema model",
        "",
        attempt(lambda: str(model.SchemaModel("S", {"type": "object"}))),
    )
    say(
        "schema model",
        "",
        attempt(model.SchemaModel("S", {"required": ["a"]}).validate, {}),
    )
    say("extend", "", attempt(lambda: sorted(base.extend("E", [{"z": fields.Raw}]))))
    for wrong in (str, 5, None, dict):
        say("list of", repr(wrong), attempt(fields.List, wrong))
        say("wildcard of", repr(wrong), attempt(fields.Wildcard, wrong))


def url_case():
    for options in ({}, {"absolute": True}, {"absolute": True, "scheme": "https"}):
        for endpoint in ("item", None, "nothing"):
            for obj in (
                {"id": 3},
                {"id": 3, "more": "x"},
                Thing({"id": 4}),
                {},
                None,
                5,
            ):
                with app.test_request_context("/items/1"):
                    field = fields.Url(endpoint, **options)
                    result = attempt(field.output, "uri", obj)
                if result[0] == "error" and result[1] in (
                    "BuildError",
                    "MarshallingError",
                ):
                    result = result[:2]
                say("url", [options, endpoint, repr(obj)], result)


def decorator_case():
    made = model.Model("D", {"a": fields.Integer, "b": fields.String})
    answers = [
        {"a": 1},
        ({"a": 1}, 201),
        ({"a": 1}, 201, {"X": "y"}),
        ([{"b": 2}],),
        None,
    ]
    for answer in answers:
        for options in ({}, {"envelope": "d"}, {"skip_none": True}, {"mask": "a"}):
            view = marshalling.marshal_with(made, **options)(
                lambda answer=answer: answer
            )
            for header in (None, "b", "a,nothing", "{a", "a{x}"):
                headers = {"X-Fields": header} if header else {}
                with app.test_request_context("/", headers=headers):
                    say("with", [answer, options, header], attempt(view))
    for answer in (["1", 2.5], (["3"], 202), (["3"], 202, {"A": "b"}), ["x"]):
        view = marshalling.marshal_with_field(fields.List(fields.Integer))(
            lambda answer=answer: answer
        )
        say("with field", answer, attempt(view))


# --- inputs --------------------------------------------------------------------------

TEXTS = """
http://user:pw@example.com:8080/a?b=c https://127.0.0.1 ftp://[::1]:21/x http://a.b.
http://localhost:0 example.com http:// http://a..b http://10.0.0.256/ http://-a.b
http://xn--e1afmkfd.xn--p1ai/ mailto:x@y.zz http://example.com:99999 //example.com
http://[::1 http://abc:80 example.com/path?x localhost:5000/x http://127.0.0.1:5000
a@b.cc a@b a.@b.c a@b@c a..b@c.d a@localhost a@127.0.0.1 a@::1 @b.c a@.b a@b. x.y@b.cc
127.0.0.1 1.2.3 1.2.3.4.5 ::1 fe80::1%eth0 256.1.1.1 1.2.3.04 0x7f.1.1.1 :: 12::g
10.0.0.1
2020-01-02T03:04:05Z 2020-01-02T03:04:05.123456+02:00 2020-01-02 2020-W10-3 2020-032
20200102T030405 2020-01-02T24:00:00 2020-01-02T03:04:05-00:00 2020-02-30 2020-01 2020
2020-01-02T03:04 2020-01-02T03 2020-01-02T03:04:05,5 2020-01-02T03:04:60 0000-01-01
2020-01-02T03:04:05.1234567 2020-01-02T03:04:05+25:00 2020-01-02T03:04:05-03:00
2020-01-01/2020-02-01 2020-01-01/P3D 2020-01-01T12:00/PT30M P1D/2020-01-01 2020-01-01/P
/ 2020-01-01T06:00Z/2020-01-01T12:00Z 2020-01-01T12 2020-01-01T12:30 2020-01-01T12:30:15
2020-02-01/2020-01-01 2020-01-01T12:00+02:00/P1M Wed,_02_Oct_2002_08:00:00_EST
02_Oct_2002 Wed,_02_Oct_2002_08:00:00_+0200 02_Oct_2002_08:00 nothing
Wed,_32_Oct_2002_08:00:00_GMT 0 1 -1 5 12 1.5 +3 ٣ 1e3 1_000 0x10
true TRUE False on off yes none t
"""


def input_cases():
    checks = {
        name: getattr(inputs, name)
        for name in [
            "ipv4",
            "ipv6",
            "ip",
            "url",
            "date",
            "natural",
            "positive",
            "boolean",
            "datetime_from_rfc822",
            "datetime_from_iso8601",
            "date_from_iso8601",
            "iso8601interval",
        ]
    }
    checks["URL()"] = inputs.URL()
    checks["URL(ip)"] = inputs.URL(ip=True, schemes=["http"])
    checks["URL(all)"] = inputs.URL(ip=True, local=True, port=True, auth=True)
    checks["URL(domains)"] = inputs.URL(port=True, auth=True, domains=["example.com"])
    checks["URL(exclude)"] = inputs.URL(port=True, auth=True, exclude=["example.com"])
    checks["email()"] = inputs.email()
    checks["email(all)"] = inputs.email(ip=True, local=True)
    checks["email(domains)"] = inputs.email(domains=["b.cc"])
    checks["email(exclude)"] = inputs.email(exclude=["b.cc"])
    checks["regex"] = inputs.regex("^[0-9]+$")
    checks["int_range"] = inputs.int_range(1, 5)
    checks["int_range(x)"] = inputs.int_range(1, 5, "x")
    values = [text.replace("_", " ") for text in TEXTS.split()]
    rng = random.Random(7)
    for text in list(values):
        at = rng.randrange(len(text))
        values.append(
            text[:at] + rng.choice("0:./-@TZ[]9 x") + text[at + rng.randrange(2) :]
        )
    for name, check in checks.items():
        say("described", name, attempt(lambda check=check: check.__schema__))
        for value in [*values, "", None, 5, True, 2.5, [], {}]:
            result = attempt(check, value)
            if result and isinstance(result, list) and result[:1] == ["error"]:
                # Only a ValueError has a text that anybody is shown.
                result = result if result[1] == "ValueError" else ["error"]
            say(name, value, result)


# --- arguments -----------------------------------------------------------------------


def make_argument(rng, name):
    options = {}
    kind = rng.randrange(12)
    types = {
        1: int,
        2: float,
        3: bool,
        4: inputs.boolean,
        5: inputs.natural,
        6: Decimal,
        7: inputs.regex("^x"),
        8: inputs.date,
        9: model.Model("Part", {"name": fields.String}),
        10: lambda value, name: f"{name}={value}",
        11: lambda value, name, op: f"{name}{op}{value}",
    }
    if kind in types:
        options["type"] = types[kind]
    chances = {
        "required": [True],
        "default": ["fallback", 5, lambda: "made"],
        "dest": ["elsewhere"],
        "ignore": [True],
        "action": ["append", "split", "store"],
        "help": ["Help!", {"a": 1}],
        "case_sensitive": [False],
        "store_missing": [False],
        "trim": [True],
        "nullable": [False],
        "location": [
            "args",
            "form",
            "json",
            "headers",
            "cookies",
            "values",
            ("json", "args"),
            ("headers", "form"),
            ("cookies", "values"),
        ],
        "operators": [("=", "!"), ("=", ">=")],
    }
    for key, some in chances.items():
        if rng.random() < (0.5 if key == "location" else 0.2):
            options[key] = rng.choice(some)
    if rng.random() < 0.15 and options.get("action") != "split":
        options["choices"] = ("x", "12", "X")
    return reqparse.Argument(name, **options), options


def make_request(rng):
    words = ["x", " X ", "12", "-3", "1.5", "true", "a,b", "1,2", "", "2020-01-02"]

    def pairs():
        names = ["a", "b", "c", "a!", "b>="]
        return [(rng.choice(names), rng.choice(words)) for _ in range(rng.randrange(5))]

    request = {"query_string": "&".join(f"{k}={v}" for k, v in pairs())}
    if rng.random() < 0.3:
        request["headers"] = [
            ("Cookie", "; ".join(f"{k}={v}" for k, v in pairs() if k in "abc"))
        ]
    elif rng.random() < 0.3:
        request["headers"] = [(k, v) for k, v in pairs() if k in "abc"]
    if rng.random() < 0.5:
        request["method"] = "POST"
        if rng.random() < 0.6:
            names = rng.sample("abc", rng.randrange(4))
            some = [*words, None, 5, True, 2.5, ["x", "y"], {"name": 1}, [1, None]]
            request["json"] = {name: rng.choice(some) for name in names}
        else:
            request["data"] = dict(pairs())
    return request


def parser_cases(seed):
    rng = random.Random(seed)
    parser = reqparse.RequestParser(
        trim=rng.random() < 0.2, bundle_errors=rng.random() < 0.4
    )
    told = []
    for name in rng.sample("abc", 1 + rng.randrange(3)):
        argument, options = make_argument(rng, name)
        parser.add_argument(argument)
        told.append([name, options.get("action"), options.get("location")])
    if rng.random() < 0.2:
        parser = parser.copy()
        parser.replace_argument("a", type=int, location="args")
        parser.remove_argument("b")
    say("parameters", seed, attempt(lambda: parser.__schema__))
    strict = rng.random() < 0.3
    for _ in range(3):
        request = make_request(rng)
        with app.test_request_context("/", **request):
            say(
                "parsed",
                [seed, told, request],
                attempt(parser.parse_args, strict=strict),
            )


def main():
    for number in range(COUNT):
        for seed in range(number * 10000, number * 10000 + 400):
            marshal_cases(seed)
            parser_cases(seed)
        for seed in range(number * 10000, number * 10000 + 250):
            mask_cases(seed)
            validation_cases(seed)
    inherit_case()
    url_case()
    decorator_case()
    input_cases()


main()
