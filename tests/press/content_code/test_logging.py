"""The samples of the post about logging.

They set up loggers, so each runs in a process of its own.
"""

import re

from .conftest import CODE

FOLDER = CODE / "logging"
POST = CODE.parent / "posts" / "en" / "14-logging.md"
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}")


def shown() -> str:
    return TIME.sub("TIME", POST.read_text(encoding="utf-8"))


def test_levels_print_what_the_post_shows(run):
    done = run(FOLDER, "notes.py")
    printed = TIME.sub("TIME", done.stderr)
    assert printed.count("\n") == 4
    assert f"$ python notes.py\n{printed}```" in shown()


def test_only_the_warning_is_written_outside_debug_mode(run):
    code = """
from app import app
client = app.test_client()
assert client.post("/buy/tea").text == "One tea for you"
assert client.post("/buy/coal%0AERROR").status_code == 404
assert client.post("/pay").status_code == 503
"""
    done = run(FOLDER, "-c", code)
    assert done.returncode == 0
    printed = TIME.sub("TIME", done.stderr.replace(f"{FOLDER}/", ""))
    warning, _, error = printed.partition("\n")
    assert f"```text\n{warning}\n```" in shown()
    assert f"```text\n{error}```" in shown()


def test_everything_is_written_in_debug_mode(run):
    code = "from app import app; app.test_client().post('/buy/tea')"
    done = run(FOLDER, "-c", f"import os; os.environ['SHOP_DEBUG'] = 'true'; {code}")
    assert "INFO in app: sold tea, 2 left" in done.stderr


def test_uncaught_error_is_logged_with_its_path(run):
    code = "from app import app; app.test_client().get('/share/0')"
    done = run(FOLDER, "-c", code)
    assert "ERROR in app: Exception on /share/0 [GET]" in done.stderr
    assert "ZeroDivisionError" in done.stderr


def test_configured_shop_writes_to_console_and_file(run, tmp_path):
    file = tmp_path / "logs" / "shop.log"
    done = run(FOLDER, "shop.py", SHOP_LOG_FILE=str(file))
    assert TIME.sub("TIME", done.stderr) == "[TIME] INFO in shop: open\n"
    assert file.read_text(encoding="utf-8") == done.stderr


def test_small_files_are_put_aside_and_only_some_are_kept(run, tmp_path):
    code = "from shop import app\nfor n in range(40): app.logger.info('line %d', n)"
    file = tmp_path / "shop.log"
    run(FOLDER, "-c", code, SHOP_LOG_FILE=str(file), SHOP_LOG_MAX_BYTES="200")
    names = sorted(each.name for each in tmp_path.iterdir())
    assert names == ["shop.log", "shop.log.1", "shop.log.2", "shop.log.3"]


def test_wrong_level_is_told_as_shown(run, tmp_path):
    done = run(
        FOLDER, "shop.py", SHOP_LOG_FILE=str(tmp_path / "x"), SHOP_LOG_LEVEL="INF0"
    )
    assert done.returncode == 1
    assert f"```text\n{done.stderr.splitlines()[-1]}\n```" in shown()


def test_lines_of_one_request_have_one_number(run):
    code = """
from tagged import app
print(app.test_client().get("/").headers["X-Request-ID"])
app.logger.info("over")
"""
    done = run(FOLDER, "-c", code)
    number = done.stdout.strip()
    lines = TIME.sub("TIME", done.stderr).splitlines()
    assert lines == [
        f"TIME INFO [{number}] tagged: someone is here",
        f"TIME INFO [{number}] shop.stock: 3 teas left",
        "TIME INFO [-] tagged: over",
    ]
    assert "\n".join(lines[:2]).replace(number, "34a18aff") in shown()


def test_standard_configuration_is_used_once(run):
    code = "from standard import app; app.test_client().get('/')"
    done = run(FOLDER, "-c", code)
    assert TIME.sub("TIME", done.stderr) == "TIME INFO standard: hello\n"


def test_late_basic_config_doubles_each_line(run):
    code = """
import logging
from kolben import Kolben
app = Kolben("shop")
app.logger
logging.basicConfig(format="%(levelname)s - %(message)s")
app.logger.warning("again")
"""
    done = run(FOLDER, "-c", code)
    lines = TIME.sub("TIME", done.stderr).replace("in <string>", "in shop")
    assert len(lines.splitlines()) == 2
    assert lines.splitlines()[1] == "WARNING - again"
