"""RESULTS.md: one section per script, replaced when the script is run to record."""

import re
import subprocess
import sys
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
EMBED = RESULTS.parent.parent / "docs" / "embed.py"


def record(section: str, text: str) -> None:
    """Put ``text`` between the markers of ``section``."""
    page = RESULTS.read_text()
    start, end = f"<!-- {section} -->\n", f"<!-- /{section} -->"
    pattern = re.compile(re.escape(start) + ".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(page):
        raise SystemExit(f"{RESULTS.name} has no section {section}")
    RESULTS.write_text(pattern.sub(lambda _: f"{start}\n{text}\n{end}", page))
    # The READMEs show some of the figures.
    subprocess.run([sys.executable, str(EMBED), "--write"], check=True)
    print(f"recorded in {RESULTS.name}", flush=True)
