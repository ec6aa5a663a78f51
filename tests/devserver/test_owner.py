import json
import sysconfig
import threading

import pytest
import werkzeug.serving

import kolben.app
from kolben.devserver.owner import find_package


@pytest.mark.parametrize(
    ("filename", "package"),
    [
        (kolben.app.__file__, "kolben"),
        (werkzeug.serving.__file__, "werkzeug"),
        (json.__file__, "json"),
        (threading.__file__, "threading"),
        ("<frozen importlib._bootstrap>", "importlib"),
        ("/venv/lib/python3.11/site-packages/six.py", "six"),
        ("/usr/lib/python3/dist-packages/yaml/loader.py", "yaml"),
    ],
)
def test_files_of_packages_have_their_name(filename, package):
    assert find_package(filename) == package


@pytest.mark.parametrize(
    "filename",
    [
        "/home/ada/shop/app.py",
        "app.py",
        "/home/ada/shop/templates/page.html",
        "<template>",
        "<string>",
        "/home/ada/kolben/app.py",
        "",
        # Beside a package, or as long as its directory's name begins.
        f"{sysconfig.get_path('stdlib')}.py",
        "/home/ada/site-packages",
    ],
)
def test_everything_else_is_the_users_own(filename):
    assert find_package(filename) is None
