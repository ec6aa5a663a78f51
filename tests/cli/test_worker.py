import subprocess
import sys

import pytest

# In a process of its own: the compat layer refuses where Flask itself is imported.
SCRIPT = """
from kolben.cli.worker import load_for_serving
app = load_for_serving({path!r})
print(type(app).__module__, app.name, app.debug)
"""


def load(project, path):
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(path=path)],
        cwd=project.path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.slow
def test_the_app_is_loaded_as_it_configures_itself(project):
    project.write(app="from flask import *\napp = Flask('site')\napp.debug = True")
    assert load(project, "") == "kolben.app site True\n"


@pytest.mark.slow
def test_the_app_may_be_named(project):
    project.write(shop="from flask import *\ndef make(name): return Flask(name)")
    assert load(project, "shop:make('two')") == "kolben.app two False\n"
