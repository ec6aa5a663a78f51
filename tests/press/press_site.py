"""The files of small sites."""

SITE = """
author = "Ada"
languages = ["en", "zh"]
posts_per_page = 2

[words.en]
name = "The Site"
tagline = "A tagline"
description = "A description"

[words.zh]
name = "网站"
tagline = "一句话"
description = "一段介绍"
"""


def write_post(
    title="A title", date="2026-01-02", tags="[one]", body="Some text.", **more
):
    """The text of a post's file."""
    lines = [f"title: {title}", f"date: {date}", f"tags: {tags}"]
    lines += [f"{name}: {value}" for name, value in more.items()]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"
