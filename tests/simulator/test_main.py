from pathlib import Path

import pytest
import yaml

from simulator.__main__ import main

DATA = Path(__file__).parents[2] / "demo" / "data"


def test_the_fleet_file_is_written_without_a_broker(tmp_path: Path) -> None:
    file = tmp_path / "fleet.yaml"
    assert main(["--machines", "12", "--replay", str(DATA), "--write-fleet", str(file)]) == 0
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert written["version"] == 1
    assert len(written["machines"]) == 12 + 2


@pytest.mark.parametrize(("arguments", "said"), [
    (["--replay", "nowhere"], "simulator: Cannot read nowhere/recordings.yaml: No such file or directory."),
    (["--write-fleet", "/nowhere/fleet.yaml"], "No such file or directory: '/nowhere/fleet.yaml'"),
])
def test_a_file_that_is_not_there_ends_with_a_sentence(arguments: list[str], said: str,
                                                       capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--machines", "2", *arguments]) == 1
    assert said in capsys.readouterr().err
