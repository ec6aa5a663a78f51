"""The commands of docs/environments.md, which scripts/environments runs."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from kolben.cli.main import cli
from kolben.cli.skeleton import ENVIRONMENTS

COMMANDS = Path(__file__).parent.parent / "docs" / "code" / "environments"
REGION = re.compile(r"^# region: (\w+)\n(.*?)^# endregion", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("template", ["app", "blog"])
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_readme_of_a_new_app_has_the_commands_that_are_tried(
    tmp_path, environment, template
):
    folder = tmp_path / "my_site"
    arguments = [str(folder), "--env", environment, "--template", template]
    result = CliRunner().invoke(cli, ["new", *arguments])
    assert result.exit_code == 0, result.output
    text = (COMMANDS / f"{environment}.sh").read_text("utf-8")
    tried = dict(REGION.findall(text))
    said = BLOCK.findall((folder / "README.md").read_text("utf-8"))
    assert said == [tried["start"], tried["test"], tried["serve"]]


def test_every_environment_is_tried():
    assert {path.stem for path in COMMANDS.glob("*.sh")} - {"blog", "tools"} == set(
        ENVIRONMENTS
    )
