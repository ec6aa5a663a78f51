import json
import re

import pytest
from werkzeug.debug import DebuggedApplication
from werkzeug.debug.tbtools import DebugFrameSummary
from werkzeug.test import Client

from kolben.devserver import error_page
from kolben.devserver.frames import render_frames
from kolben.devserver.variables import describe_value, render_locals


@pytest.fixture
def show(monkeypatch):
    """The error page of a function that raises."""
    monkeypatch.setattr("werkzeug.debug.DebugTraceback", None)

    def show(function, bound="127.0.0.1", asked="localhost", **options):
        error_page.install(bound)

        def app(environ, start_response):
            function()

        options = {"evalex": True, "pin_logging": False} | options
        debugged = DebuggedApplication(app, **options)
        response = Client(debugged).get("/", base_url=f"http://{asked}")
        assert response.status_code == 500
        assert int(response.headers["Content-Length"]) == len(response.data)
        return response.text

    return show


def fail_with_basket():
    basket = {"tea": 3}
    raise LookupError(f"no cake in {len(basket)}")


def fail_below():
    depth = "outer"
    try:
        fail_with_basket()
    except LookupError as error:
        raise ValueError(depth) from error


def test_each_frame_shows_its_variables(show):
    page = show(fail_below)
    tables = re.findall(r'<details class="locals">.*?</details>', page, re.DOTALL)
    assert any("basket" in table and "&#39;tea&#39;: 3" in table for table in tables)
    assert any("depth" in table and "outer" in table for table in tables)


def test_page_keeps_traceback_console_and_text_to_copy(show):
    page = show(fail_with_basket)
    assert "no cake in 1" in page
    assert "EVALEX = true" in page
    assert "<textarea" in page
    assert page.count('name="viewport"') == 1


def test_variables_are_for_those_who_may_have_the_console(show):
    for settings in (
        {"evalex": False},  # what app.run() makes of an address others can reach
        {"asked": "evil.example"},
        {"bound": "0.0.0.0"},  # until the PIN is entered
    ):
        page = show(fail_with_basket, **settings)
        assert "no cake in 1" in page
        assert 'name="viewport"' in page
        assert 'class="locals"' not in page
    assert 'class="locals"' in show(
        fail_with_basket, bound="0.0.0.0", pin_security=False
    )


def test_values_are_text_and_not_markup():
    html = render_locals({"name": "<script>alert(1)</script>", "<b>": 1})
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    "name",
    ["password", "PASSWORD", "user_password", "api_key", "secret_key", "token",
     "access_token", "cookies", "authorization", "credentials", "passwd"],
)  # fmt: skip
def test_values_with_names_of_secrets_are_not_shown(name):
    html = render_locals({name: "hunter2", "plain": "seen"})
    assert "hunter2" not in html
    assert "seen" in html


@pytest.mark.parametrize("name", ["compass", "passenger", "key", "author", "pinned"])
def test_names_that_only_look_alike_are_shown(name):
    assert "value" in render_locals({name: "value"})


def test_hostile_values_do_not_break_the_page(show):
    class Hostile:
        def __repr__(self):
            raise RuntimeError("no")

    def fail():
        hostile = Hostile()
        loop = []
        loop.append(loop)
        long = "x" * 1_000_000
        raise ValueError(len(long), type(hostile), type(loop))

    page = show(fail)
    assert "its repr raises RuntimeError" in page or "<Hostile instance" in page
    assert len(page) < 300_000


def test_values_are_shortened():
    assert len(describe_value("x" * 10_000)) < 400
    assert len(describe_value(list(range(10_000)))) < 400
    assert len(describe_value(dict.fromkeys(range(100), "x" * 1000))) < 400


def test_many_variables_and_deep_recursion_stay_within_bounds(show):
    html = render_locals({f"v{n}": n for n in range(1000)})
    assert "and 940 more" in html

    def go_down(n):
        text = "x" * 250
        return go_down(n - 1) if n else 1 / n + len(text)

    assert len(show(lambda: go_down(300))) < 2_000_000


def test_page_is_werkzeugs_own_when_it_cannot_be_made(show, monkeypatch, caplog):
    monkeypatch.setattr(error_page, "render_locals", None)
    page = show(fail_with_basket)
    assert "no cake in 1" in page
    assert "Werkzeug Debugger" in page
    assert "shown as Werkzeug's" in caplog.text


def list_summaries(page):
    return re.findall(r"<summary>(\w.*?frames?.*?)</summary>", page)


def test_frames_of_packages_are_folded_and_ones_own_are_open(show):
    page = show(lambda: json.loads("no"))
    (fold,) = re.findall(r'<li class="folded">.*?</ul></details>', page, re.DOTALL)
    assert list_summaries(page) == ["3 frames of json"]
    assert "json/decoder.py" in fold
    assert __file__ not in fold
    assert "expanded" not in fold
    assert page.count("source expanded") == 2  # the lambda, and who calls it
    # The place to look at is the last of one's own.
    (here,) = re.findall(r'<li class="here".*?</h4>', page, re.DOTALL)
    assert __file__ in here


def test_folds_name_the_packages():
    def frame(filename):
        return DebugFrameSummary(
            filename=filename, lineno=1, name="f", locals={}, globals={}
        )

    def fold(*names):
        frames = [frame(f"/x/site-packages/{name}/a.py") for name in names]
        html = render_frames([*frames, frame("/x/a.py")], lambda _: "", is_last=True)
        return list_summaries(html)

    assert fold("one") == ["1 frame of one"]
    assert fold("one", "two", "one") == ["3 frames of one and two"]
    assert fold("1", "2", "3", "4", "5") == ["5 frames of 1, 2, 3 and 2 more"]


def test_nothing_is_folded_where_all_frames_are_of_packages(show, monkeypatch):
    monkeypatch.setattr("kolben.devserver.frames.find_package", lambda _: "all")
    page = show(fail_with_basket)
    assert list_summaries(page) == []
    assert "fail_with_basket" in page
    assert page.count("source expanded") == 1


def test_all_errors_of_a_chain_and_their_notes_are_shown(show):
    def fail():
        try:
            fail_below()
        except ValueError as error:
            error.add_note("<i>a note</i>")
            raise KeyError("last")  # noqa: B904 - as those do who forget

    page = show(fail)
    shown = page.partition('<details class="text">')[0]
    words = (
        "LookupError: no cake in 1</block",
        'exc-divider">The above exception was the direct cause',
        "<blockquote>ValueError: outer\n&lt;i&gt;a note",
        'exc-divider">During handling of the above exception',
        "KeyError: &#39;last&#39;</block",
    )
    places = [shown.index(word) for word in words]
    assert places == sorted(places)
    assert shown.count('class="here"') == 1


def test_members_of_a_group_have_their_frames_with_a_console(show):
    def fail():
        errors = []
        for function in (fail_with_basket, fail_below):
            try:
                function()
            except Exception as error:
                errors.append(error)
        raise ExceptionGroup("two", [*errors, ExceptionGroup("in it", errors)])

    shown = show(fail).partition('<details class="text">')[0]
    assert "1 of 3 in the group" in shown
    assert "2 of 2 in the group" in shown
    assert "basket" in "".join(re.findall(r'class="locals".*?</table>', shown))
    assert "in it (2 sub-exceptions)" in shown


def test_the_console_knows_the_frames_of_members(monkeypatch):
    monkeypatch.setattr("werkzeug.debug.DebugTraceback", None)
    error_page.install("127.0.0.1")

    def app(environ, start_response):
        try:
            fail_with_basket()
        except LookupError as error:
            raise ExceptionGroup("one", [error]) from None

    debugged = DebuggedApplication(app, evalex=True, pin_security=False)
    client = Client(debugged)
    page = client.get("/", base_url="http://localhost").text
    frame = re.findall(r'id="frame-(\d+)"', page)[-1]
    query = {"__debugger__": "yes", "s": debugged.secret, "frm": frame, "cmd": "basket"}
    answer = client.get("/", base_url="http://localhost", query_string=query)
    assert "tea" in answer.text


def test_a_syntax_error_begins_with_what_is_wrong_then_its_place(show):
    page = show(lambda: compile("x = (", "/site/a.py", "exec"))
    (message,) = re.findall(r'class="errormsg">(.*?)</p>', page, re.DOTALL)
    assert message.startswith("&#39;(&#39; was never closed\n")
    assert "File &#34;/site/a.py&#34;, line 1" in message
    assert "<title>SyntaxError: &#39;(&#39; was never closed //" in page


def test_a_recursion_shows_three_rounds_and_folds_the_others(show):
    def down():
        return up()

    def up():
        return down()

    page = show(down)
    (line,) = [line for line in list_summaries(page) if "repeat" in line]
    count = int(line.split()[0])
    assert count > 100
    # All are there, each with its console.
    assert page.count('class="frame"') > count + 6
    (here,) = re.findall(r'<li class="here"', page)
    assert page.index(line) < page.index(here)


def test_frames_without_source_have_a_line_to_open_the_console_from(show):
    page = show(lambda: exec("1 / 0"))
    assert "(the source is not at hand)" in page


def test_the_part_that_failed_is_marked(show):
    def fail():
        preis, käse = 1, 0
        return "ä" + str(preis / käse)

    assert "str(<mark>preis / käse</mark>)</pre>" in show(fail)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a\udc80b", "--> <b>"])
def test_what_the_error_says_is_text(show, text):
    def fail():
        raise ValueError(text)

    page = show(fail)
    body = page.partition("<body>")[2]
    assert "<script>" not in body.partition("<!--")[0]
    assert "<b>" not in body.partition("<!--")[0]
    assert body.count("-->") == 1


def test_a_repr_that_exits_ends_neither_page_nor_server(show):
    class Exits:
        __class__ = property(lambda self: 1 / 0)

        def __repr__(self):
            raise SystemExit

    def fail():
        exits = Exits()
        raise ValueError(id(exits))

    assert "its repr raises SystemExit" in show(fail)
