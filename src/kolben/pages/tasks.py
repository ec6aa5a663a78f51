"""Task lists: `- [ ] to do` and `- [x] done`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_MARK = re.compile(r"\[([ xX])\][ \t]+")


def mark_tasks(state: StateCore) -> None:
    """Core rule: an item that begins with `[ ]` or `[x]` gets a box."""
    from markdown_it.token import Token

    lists: list[Token] = []
    tokens = state.tokens
    for place, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "inline" and tokens[place - 2].type == "list_item_open":
            children = token.children
            mark = _MARK.match(token.content)
            if mark is None or not children or not _MARK.match(children[0].content):
                continue
            children[0].content = children[0].content[3:]
            checked = "" if mark[1] == " " else ' checked="checked"'
            box = Token("task_box", "", 0)
            box.content = (
                f'<input class="task-list-item-checkbox"{checked}'
                ' disabled="disabled" type="checkbox">'
            )
            children.insert(0, box)
            tokens[place - 2].attrs["class"] = "task-list-item"
            lists[-1].attrs["class"] = "contains-task-list"
