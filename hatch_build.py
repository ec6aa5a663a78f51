"""Puts the source of the blog that `kolben new` can start into the wheel."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BlogSourceHook(BuildHookInterface):
    """Adds the files that kolben.cli.blog_source names."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            # There the command reads src/press itself.
            return
        command_line = Path(self.root, "src", "kolben", "cli")
        # Without its package, which needs what a build does not have.
        source = runpy.run_path(str(command_line / "blog_source.py"))
        target = Path("kolben", "cli", source["PACKED"])
        for path, file in source["find_in_checkout"]().items():
            packed = (target / path).as_posix() + source["SUFFIX"]
            build_data["force_include"][str(file)] = packed
