"""Sites in temporary folders."""

import pytest
from press_site import SITE

from press import create_app


@pytest.fixture
def publish(tmp_path):
    """``publish({"posts/en/01-a.md": text})``: an app of a site with these files."""

    def publish(files, **config):
        for path, text in {"site.toml": SITE, **files}.items():
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")
        settings = {
            "PRESS_CONTENT": str(tmp_path),
            "FLATPAGES_AUTO_RELOAD": True,
            "FLATPAGES_INDEX": False,
            "TESTING": True,
        }
        return create_app({**settings, **config})

    return publish


@pytest.fixture(scope="session")
def shipped():
    """The site as it is shipped."""
    return create_app(
        {"FLATPAGES_AUTO_RELOAD": False, "FLATPAGES_INDEX": False, "TESTING": True}
    )
