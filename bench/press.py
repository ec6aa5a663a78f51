"""press against the same site on Flask with Flask-FlatPages; few posts and many."""

import argparse
import json
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import machine
import results
from publishing import measures, reports, rounds
from server import cores

PACKAGES = (
    *("kolben", "werkzeug", "jinja2", "markdown-it-py", "nh3", "pygments"),
    *("flask", "flask-flatpages", "flask-caching", "granian"),
)
NEEDED = ("flask_flatpages", "flask_caching", "markdown_it", "nh3", "msgspec")


def tell(text: str) -> None:
    """What is being done, beside the tables."""
    print(f"-- {text}", file=sys.stderr, flush=True)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--many", type=int, default=10_000, help="posts, even")
    parser.add_argument("--seconds", type=int, default=2, help="of wrk, per case")
    parser.add_argument("--quick", action="store_true", help="2,000 posts, few rounds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every figure")
    parser.add_argument("--record", action="store_true", help="write RESULTS.md")
    return parser.parse_args()


def measure(
    sites: measures.Sites, chosen: argparse.Namespace, figures: dict[str, object]
) -> list[str]:
    """The tables; `figures` gets every single figure."""
    quick, count = chosen.quick, 3 if chosen.quick else chosen.rounds
    slice_ = 0.02 if quick else 0.05
    memory: measures.Memory = {}
    parts: list[str] = []

    tell("pages in one process")
    pages = measures.measure_pages(sites, count, slice_)
    parts.append(reports.report_pages(pages))
    if shutil.which("wrk") and find_spec("granian"):
        tell("pages behind a server")
        served = measures.measure_server(
            sites, *((1, 1) if quick else (3, chosen.seconds)), cores(), quick
        )
        parts.append(reports.report_server(served))
        figures["server"] = list_figures(served)
    else:
        tell("behind a server: skipped, wrk or granian is not here")
    tell(f"{sites.many:,} posts")
    growth = measures.measure_growth(sites, count, slice_, memory)
    parts.append(reports.report_growth(sites.many, growth))
    parts.append(reports.report_memory(sites.many, memory))
    tell("starts")
    starts = measures.measure_starts(sites, min(count, 5), flask=not quick)
    parts.append(reports.report_starts(sites.many, starts))
    tell("every request looks at all files")
    reload = measures.measure_reload(sites, min(count, 3))
    parts.append(reports.report_reload(reload))

    figures |= {"pages": list_figures(pages), "starts": list_figures(starts)}
    figures |= {what: list_figures(found) for what, found in growth.items()}
    figures |= {f"reload {n}": list_figures(found) for n, found in reload.items()}
    figures["memory"] = memory
    return parts


def list_figures(figures: rounds.Figures) -> list[dict[str, object]]:
    return [
        {"case": case, "site": site, "rounds": values}
        for (case, site), values in figures.items()
    ]


def main() -> None:
    chosen = options()
    if missing := [name for name in NEEDED if not find_spec(name)]:
        print(f"press: skipped, not installed: {', '.join(missing)}")
        return
    many = 2000 if chosen.quick else chosen.many
    figures: dict[str, object] = {}
    with TemporaryDirectory(prefix="kolben-press-") as folder:
        # Before the figures, so that the load is that of others.
        head = machine.header(*PACKAGES)
        tell(f"writing {measures.FEW} and {many:,} posts")
        tables = measure(measures.Sites(Path(folder), many), chosen, figures)
    text = (
        f"{head}\n"
        "Both sites have press's templates and its renderer, and answer with the same "
        "bytes. Best of rounds in turn.\n\n" + "\n".join(tables)
    )
    print(text)
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1))
    if chosen.record:
        results.record("press", text)


if __name__ == "__main__":
    main()
