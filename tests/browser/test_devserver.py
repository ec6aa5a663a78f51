"""The development server as a newcomer meets it: mistakes, the debugger, reloads."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

DEBUG = ("run", "--debug", "--reloader-type", "stat")
LOADED = "Debugger is active"

APP = """
from flask import Flask, render_template
app = Flask(__name__)

@app.get("/")
def index():
    return "<!doctype html><link rel=icon href=data:,><h1>first</h1>"

@app.get("/divide")
def divide():
    apples, people = 12, 0
    return str(apples / people)

@app.get("/template")
def template():
    return render_template("page.html")
"""
BROKEN = APP + "\ndef broken(:\n    pass\n"


@pytest.fixture
def debug(serve):
    """Serve files with --debug; returns when the debugger is there."""

    def start(files, **settings):
        site = serve(files, *DEBUG, **settings)
        site.wait_for(LOADED)
        return site

    return start


@pytest.fixture
def divide(debug, page, problems):
    """The page of an error in debug mode, and its server with the PIN as `pin`."""
    site = debug({"app.py": APP})
    site.wait_for("Debugger PIN: ")
    site.pin = site.lines[-1].split()[-1]
    problems.expect("status 500")
    # Chromium drops the empty answer to the request that prints the PIN once more.
    problems.expect("cmd=printpin", required=False)
    page.goto(f"{site.url}/divide")
    return site


def open_console(page):
    frame = page.locator(".frame").last
    line = frame.locator(".line.current")
    line.hover()
    line.locator("img").click()
    # A PIN entered while the prompt fades in would keep it there.
    page.wait_for_function("document.querySelector('.pin-prompt').style.opacity > 0.95")


def enter_pin(page, pin):
    page.locator(".pin-prompt input[name=pin]").fill(pin)
    page.locator(".pin-prompt [name=btn]").click()


def enter_bad_pin(page, pin):
    """What the page says to it."""
    said = []
    page.once("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    with page.expect_event("dialog"):
        enter_pin(page, pin)
    return said[0]


def test_an_error_page_has_the_message_the_place_and_the_line(divide, page):
    assert page.title().startswith("ZeroDivisionError: division by zero")
    last = page.locator(".frame").last
    assert str(divide.path / "app.py") in last.inner_text()
    assert "return str(apples / people)" in last.inner_text()
    # The source around the line stands open; a click folds it, and unfolds it again.
    around = last.get_by_text("apples, people = 12, 0")
    assert around.is_visible()
    last.locator(".line.current").click()
    around.wait_for(state="hidden")
    last.get_by_role("button", name="Source").press("Enter")
    around.wait_for(state="visible")


def test_frames_of_packages_are_folded_and_open_by_click_and_key(divide, page):
    fold = page.locator("li.folded > details > summary")
    assert re.fullmatch(r"\d+ frames of kolben", fold.inner_text())
    frames = page.locator("li.folded .frame")
    assert not frames.first.is_visible()
    fold.press("Enter")
    assert frames.first.is_visible()
    fold.click()
    assert not frames.first.is_visible()


def test_message_and_traceback_can_be_copied(divide, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for button, text in {
        "Copy the message": "ZeroDivisionError: division by zero",
        "Copy the traceback": "Traceback (most recent call last):",
    }.items():
        page.get_by_role("button", name=button).click()
        page.get_by_role("button", name="Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()").startswith(text)
        page.reload()


def test_the_pin_of_the_terminal_opens_a_console_in_the_frame(divide, page):
    open_console(page)
    enter_pin(page, divide.pin)
    page.locator(".pin-prompt").wait_for(state="hidden")
    command = page.locator(".traceback form input")
    command.fill("apples * 2, people")
    command.press("Enter")
    page.locator(".console", has_text="(24, 0)").wait_for()


def test_a_wrong_pin_is_refused_and_many_lock_the_console(divide, page):
    open_console(page)
    assert "incorrect pin" in enter_bad_pin(page, "000-000-000")

    # The server makes each wrong guess wait: the others come at the same time.
    secret = page.evaluate("SECRET")
    query = f"__debugger__=yes&cmd=pinauth&pin=000-000-000&s={secret}"
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(divide.get, [f"/?{query}"] * 10))
    assert "too many attempts" in enter_bad_pin(page, divide.pin)


def test_the_console_is_only_for_browsers_that_ask_for_this_machine(
    divide, page, problems
):
    # A page elsewhere whose name leads to 127.0.0.1 has another Host header.
    request = page.request
    headers = {"Host": "attacker.example"}
    answer = request.get(f"{divide.url}/divide", headers=headers)
    assert "EVALEX = false" in answer.text()
    secret = page.evaluate("SECRET")
    query = f"__debugger__=yes&cmd=pinauth&pin={divide.pin}&s={secret}"
    assert request.get(f"{divide.url}/?{query}", headers=headers).status == 400


def test_a_syntax_error_is_shown_with_its_place_and_mended_by_saving(
    debug, page, problems
):
    site = debug({"app.py": APP})
    page.goto(site.url)
    problems.expect("status 500")

    site.write({"app.py": BROKEN})
    site.wait_for(f"Line {len(BROKEN.splitlines()) - 1} of ")
    site.wait_for(LOADED)
    page.reload()
    text = page.inner_text("body")
    assert page.inner_text("h1") == "SyntaxError"
    assert str(site.path / "app.py") in text
    assert f"line {len(BROKEN.splitlines()) - 1}" in text
    assert "def broken(:" in text

    site.write({"app.py": APP.replace("first", "mended")})
    site.wait_for(LOADED)
    page.reload()
    assert page.inner_text("h1") == "mended"


def test_a_failed_import_is_shown_and_mended_by_saving_another_file(
    debug, page, problems
):
    site = debug({"app.py": APP, "views.py": ""})
    page.goto(site.url)
    problems.expect("status 500")

    site.write({"app.py": "from views import name\n" + APP})
    site.wait_for(LOADED)
    page.reload()
    assert "ImportError: cannot import name 'name' from 'views'" in page.title()
    # The first frame is the app's, not the command line's.
    assert str(site.path / "app.py") in page.locator(".frame").first.inner_text()

    site.write({"views.py": "name = 1"})
    site.wait_for(LOADED)
    page.reload()
    assert page.inner_text("h1") == "first"


@pytest.mark.parametrize(
    ("mistake", "title", "line"),
    [
        ("import no_such_package", "ModuleNotFoundError", "-m pip install no-such-pa"),
        ("print 'hello'", "SyntaxError", "Line 1 of "),
        ("1 / 0", "ZeroDivisionError", "ZeroDivisionError: division by zero"),
    ],
)
def test_with_a_mistake_at_the_very_start_the_server_comes_up_and_shows_it(
    debug, page, problems, mistake, title, line
):
    problems.expect("status 500")
    site = debug({"app.py": f"{mistake}\n{APP}"})
    assert site.output.count(line) == 1
    page.goto(site.url)
    assert page.inner_text("h1") == title

    site.write({"app.py": APP})
    site.wait_for(LOADED)
    page.reload()
    assert page.inner_text("h1") == "first"


def test_a_template_error_shows_the_templates_line_and_a_change_needs_no_restart(
    debug, page, problems
):
    problems.expect("status 500")
    broken = "<!doctype html>\n<h1>{{ 'made' }}</h1>\n{% if %}\n"
    site = debug({"app.py": APP, "templates/page.html": broken})
    page.goto(f"{site.url}/template")
    last = page.locator(".frame").last.inner_text()
    assert page.title().startswith("jinja2.exceptions.TemplateSyntaxError")
    assert str(site.path / "templates" / "page.html") in last
    assert "line 3" in last
    assert "{% if %}" in last

    for text in ("mended", "changed"):
        page_html = f"<link rel=icon href=data:,><h1>{text}</h1>"
        site.write({"templates/page.html": page_html})
        page.reload()
        assert page.inner_text("h1") == text
    site.terminate()
    assert site.output.count(LOADED) == 1


@pytest.mark.parametrize("name", [".env", ".flaskenv"])
def test_a_changed_environment_file_is_read_again(debug, page, name):
    app = APP.replace('"<!doc', 'os.environ["COLOUR"] + "<!doc')
    site = debug({"app.py": f"import os\n{app}", name: "COLOUR=red"})
    page.goto(site.url)
    assert page.inner_text("body").startswith("red")
    site.write({name: "COLOUR=blue"})
    site.wait_for(LOADED)
    page.reload()
    assert page.inner_text("body").startswith("blue")


def test_two_changes_in_quick_succession_end_with_the_second(debug, page):
    site = debug({"app.py": APP})
    page.goto(site.url)
    site.write({"app.py": APP.replace("first", "second")})
    # The next process is on its way when the file changes again.
    site.wait_for("Restarting with stat")
    site.write({"app.py": APP.replace("first", "third")})
    page.wait_for_function(
        """async () => (await (await fetch("/")).text()).includes("third")"""
    )
    page.reload()
    assert page.inner_text("h1") == "third"


def test_a_changed_markdown_page_needs_no_restart(debug, page):
    app = """
    from flask import Flask
    from flask_flatpages import FlatPages
    app = Flask(__name__)
    app.config["FLATPAGES_EXTENSION"] = ".md"
    pages = FlatPages(app)

    @app.get("/")
    def index():
        return "<!doctype html><link rel=icon href=data:,>" + pages.get("one").html
    """
    site = debug({"app.py": app, "pages/one.md": "title: One\n\nold text"})
    page.goto(site.url)
    assert "old text" in page.inner_text("body")
    site.write({"pages/one.md": "title: One\n\nnewer text"})
    page.reload()
    assert "newer text" in page.inner_text("body")
    site.terminate()
    assert site.output.count(LOADED) == 1


@pytest.mark.parametrize("args", [("run",), ("serve", "--workers", "1")])
def test_without_debug_there_is_neither_traceback_nor_console_nor_pin(
    serve, page, problems, args
):
    problems.expect("status 500")
    problems.expect("status 404")
    site = serve({"app.py": APP}, *args)
    page.goto(f"{site.url}/divide")
    text = page.content()
    assert "Internal Server Error" in text
    for word in ("ZeroDivisionError", "app.py", "apples", "EVALEX"):
        assert word not in text
    page.goto(f"{site.url}/console")
    assert "Not Found" in page.inner_text("h1")
    page.goto(f"{site.url}/?__debugger__=yes&cmd=resource&f=debugger.js")
    assert page.inner_text("h1") == "first"
    site.terminate()
    assert "PIN" not in site.output


def test_local_variables_of_a_frame_unfold(divide, page):
    variables = page.locator("details.locals").last
    assert not variables.locator("table").is_visible()
    variables.locator("summary").click()
    rows = variables.locator("tr").all_inner_texts()
    assert [row.split() for row in rows] == [
        ["apples", "int", "12"],
        ["people", "int", "0"],
    ]


HOSTILE = """
import json
from flask import Flask
app = Flask(__name__)

class Hostile:
    def __repr__(self):
        return "<img src=https://elsewhere.example/x onerror=alert(1)>"

def down(n):
    return down(n + 1)

@app.get("/deep")
def deep():
    return down(0)

@app.get("/many")
def many():
    hostile, long, secret_key = Hostile(), "x" * 1_000_000, "s" * 500
    name = "a_very_long_name_of_something" + "_and_more" * 30
    try:
        json.loads(name)
    except ValueError as error:
        error.add_note("<b>" + "note" * 100)
        errors = [error, LookupError("y" * 300)]
        raise ExceptionGroup("<script>alert(2)</script>", errors) from error
"""

# The lowest contrast of text on the page, and where: by WCAG's formula, for text that
# can be seen, on the nearest background that is not transparent.
CONTRAST = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => {
      c /= 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const back = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length === 3) return colour;
      if (colour[3] > 0) throw new Error("half transparent: " + e.outerHTML);
    }
    throw new Error("no background");
  };
  let lowest = [99, "", 0];
  const look = (colour, ground, where, count) => {
    const [a, b] = [light(parse(colour)), light(ground)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < lowest[0]) lowest = [ratio, where, count];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let count = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility()) continue;
    look(getComputedStyle(element).color, back(element), element.outerHTML, ++count);
    const before = getComputedStyle(element, "::before");
    if (before.content !== "none") {
      look(before.color, back(element), "before " + element.outerHTML, count);
    }
  }
  return [...lowest.slice(0, 2), count];
}"""


@pytest.fixture
def open_error(debug, open_page, problems):
    """Open the page of an error, all of it unfolded."""
    site = debug({"app.py": HOSTILE})
    site.wait_for("Debugger PIN: ")
    site.pin = site.lines[-1].split()[-1]
    problems.expect("status 500")
    problems.expect("cmd=printpin", required=False)

    def start(path, **options):
        page = open_page(**options)
        page.goto(f"{site.url}{path}")
        page.pin = site.pin
        return page

    return start


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_error_page_can_be_read_in_both_schemes_at_both_widths(
    open_error, scheme, width
):
    size = {"width": width, "height": 844}
    page = open_error("/many", viewport=size, color_scheme=scheme, has_touch=True)
    page.locator("details").evaluate_all("all => all.forEach((e) => { e.open = true })")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    ratio, where, count = page.evaluate(CONTRAST)
    assert ratio >= 4.5, where
    assert count > 200
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (dark == "rgb(255, 255, 255)") is (scheme == "light")

    # The prompt for the PIN and what the console prints are read as well.
    page.get_by_role("button", name="Console").last.click()
    page.wait_for_function("document.querySelector('.pin-prompt').style.opacity > 0.95")
    enter_pin(page, page.pin)
    page.locator(".pin-prompt").wait_for(state="hidden")
    command = page.locator(".traceback form input")
    for line in ("['text', 1, None, object()]", "dump(1)", "help(int)", "1 / 0"):
        command.fill(line)
        command.press("Enter")
        # Emptied when the answer is there.
        page.wait_for_function("!document.querySelector('pre.console input').value")
    assert "division by zero" in page.locator("pre.console").inner_text()
    ratio, where, _ = page.evaluate(CONTRAST)
    assert ratio >= 4.5, where
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_escape_puts_the_prompt_for_the_pin_away(open_error):
    page = open_error("/many")
    page.get_by_role("button", name="Console").last.click()
    prompt = page.locator(".pin-prompt")
    prompt.wait_for(state="visible")
    page.wait_for_function("document.querySelector('.pin-prompt').style.opacity > 0.95")
    page.keyboard.press("Escape")
    prompt.wait_for(state="hidden")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_last_frame_of_ones_own_is_in_view(open_error, width):
    page = open_error("/deep", viewport={"width": width, "height": 600})
    line = page.locator("li.here .line.current")
    assert line.count() == 1
    box = line.bounding_box()
    assert 0 <= box["y"] < box["y"] + box["height"] <= 600
    fold = page.get_by_text("frames that repeat those above")
    fold.click()
    assert page.locator("li.folded .frame").last.is_visible()
