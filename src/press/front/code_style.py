"""The style sheet for highlighted code: two Pygments styles in one.

``python -m press.front.code_style`` prints it; ``static/code.css`` is what it printed.
"""

from __future__ import annotations

from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES

# Both have a contrast of 4.5 and more on the backgrounds in site.css.
LIGHT = "xcode"
DARK = "lightbulb"
_MISSING = "inherit"


def make_code_style() -> str:
    """Rules for the classes that Pygments gives to tokens, in light and dark."""
    light, dark = get_style_by_name(LIGHT), get_style_by_name(DARK)
    rules: dict[str, list[str]] = {}
    for token, name in STANDARD_TYPES.items():
        if not name:
            continue
        by_day, by_night = light.style_for_token(token), dark.style_for_token(token)
        colours = [
            f"#{style['color']}" if style["color"] else _MISSING
            for style in (by_day, by_night)
        ]
        parts = []
        if colours != [_MISSING, _MISSING]:
            # light-dark() takes colours only.
            found = [
                "currentcolor" if colour == _MISSING else colour for colour in colours
            ]
            parts.append(f"color: light-dark({found[0]}, {found[1]})")
        if by_day["bold"] or by_night["bold"]:
            parts.append("font-weight: 600")
        if by_day["italic"] and by_night["italic"]:
            parts.append("font-style: italic")
        if parts:
            rules.setdefault("; ".join(parts), []).append(f".hl-{name}")
    lines = [
        f"/* Pygments' {LIGHT} by day and {DARK} by night: see front/code_style.py. */"
    ]
    lines += [f"{', '.join(names)} {{ {parts} }}" for parts, names in rules.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(make_code_style(), end="")
