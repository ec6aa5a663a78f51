import re
from importlib.resources import files

import pytest

from press.front.code_style import make_code_style

STATIC = files("press") / "static"


def test_style_sheet_for_code_is_what_the_styles_give():
    assert (STATIC / "code.css").read_text("utf-8") == make_code_style()


@pytest.mark.parametrize("place", [0, 1])
def test_every_colour_of_code_can_be_read_on_its_background(place):
    site = (STATIC / "site.css").read_text("utf-8")
    background = re.search(r"--code: light-dark\((\S+), (\S+)\)", site)[place + 1]
    pairs = re.findall(r"light-dark\((\S+), (\S+)\)", make_code_style())
    assert len(pairs) > 10
    for colour in {pair[place] for pair in pairs} - {"currentcolor"}:
        assert get_contrast(colour, background) >= 4.5, colour


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("ink", "paper"),
        ("soft", "paper"),
        ("soft", "raised"),
        ("accent", "paper"),
        ("accent", "tint"),
        ("accent", "raised"),
        ("on-accent", "accent"),
    ],
)
@pytest.mark.parametrize("place", [0, 1])
def test_every_text_can_be_read_on_its_background(ink, paper, place):
    site = (STATIC / "site.css").read_text("utf-8")
    colours = {
        name: pair
        for name, *pair in re.findall(r"--([\w-]+): light-dark\((\S+), (\S+)\)", site)
    }
    assert get_contrast(colours[ink][place], colours[paper][place]) >= 4.5


def get_contrast(one, other):
    """WCAG 2.2, "contrast ratio"."""
    dark, light = sorted((get_luminance(one), get_luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def get_luminance(colour):
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
