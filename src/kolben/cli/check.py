"""``kolben check``: are the app's settings fit for use?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import click

from .findings import Finding, find_problems
from .group import ScriptInfo, pass_script_info
from .options import make_app_option

_COLOURS = {"error": "red", "warning": "yellow"}


@click.command(
    "check", short_help="Look for dangerous settings.", params=[make_app_option()]
)
@click.option(
    "--deploy", is_flag=True, help="Look also for what is dangerous in production."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Lines to read, or a JSON list of findings.",
)
@pass_script_info
@click.pass_context
def check_command(
    ctx: click.Context, info: ScriptInfo, deploy: bool, form: str
) -> None:
    """Look for settings that are dangerous or cannot work.

    Ends with 1 when there are errors, with 0 when there are none or only warnings.
    """
    # As the app configures itself: that is how servers will find it.
    info.set_debug_flag = False
    findings = find_problems(info.load_app(), deploy)
    if form == "json":
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        _print(findings, deploy)
    if any(finding.severity == "error" for finding in findings):
        ctx.exit(1)


def _print(findings: Sequence[Finding], deploy: bool) -> None:
    for finding in findings:
        label = f"{finding.severity:<7}"
        click.secho(f"{label}  {finding.id}", fg=_COLOURS[finding.severity], bold=True)
        click.echo(f"         {finding.text}")
        click.echo(f"         Fix: {finding.fix}\n")
    errors = sum(finding.severity == "error" for finding in findings)
    click.echo(f"Errors: {errors}. Warnings: {len(findings) - errors}.")
    if not deploy:
        click.echo("With --deploy, settings for production are looked at too.")
