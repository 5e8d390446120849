from pathlib import Path

import pytest

from fleet.__main__ import main

FLEET = """\
version: 1
places:
  - {key: mill, name: Mill, kind: site, time_zone: Europe/Berlin, contacts: [{role: Lead, name: A, phone: 4711}]}
machines:
  - {key: fan-1, name: Fan, place: mill, type: fan, devices: [{id: d1, signals: [{name: x, unit: Cel}]}]}
"""


@pytest.fixture
def file(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STETHOS_DATABASE_URL", database)
    path = tmp_path / "fleet.yaml"
    path.write_text(FLEET)
    return path


def test_export_and_import_again_change_nothing_as_yaml_and_as_csv(
        file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(file)]) == 0
    for target in (file.with_name("out.yaml"), file.with_name("out")):
        assert main(["export", str(target)]) == 0
        capsys.readouterr()
        assert main(["import", str(target)]) == 0
        assert capsys.readouterr().out.splitlines() == [
            "places      0 created, 0 updated, 1 unchanged", "machines    0 created, 0 updated, 1 unchanged",
            "devices     0 created, 0 updated, 1 unchanged", "signals     0 created, 0 updated, 1 unchanged",
            "contacts    0 created, 0 updated, 1 unchanged", "bearings    0 created, 0 updated, 0 unchanged",
            "nameplate   0 created, 0 updated, 0 unchanged", "maintenance 0 created, 0 updated, 0 unchanged"]


def test_mistakes_go_to_standard_error_with_exit_code_1(
        file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(FLEET.replace("type: fan", "type: fun"))
    assert main(["import", str(file), "--dry-run"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "fleet.yaml:5: type: 'fun' is not known; did you mean fan?", "Nothing was changed."]


@pytest.mark.parametrize("command", ["import", "export"])
def test_another_kind_of_file_is_refused_in_one_sentence(
        file: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, str(file.with_name("fleet.xlsx"))]) == 1
    assert "must be a .yaml file or a folder of CSV files" in capsys.readouterr().err


def test_a_database_that_is_not_there_is_said_in_one_sentence(
        file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("STETHOS_DATABASE_URL", "postgresql://x@127.0.0.1:1/x")
    assert main(["import", str(file)]) == 1
    assert capsys.readouterr().err.startswith("The database does not answer")


def test_an_empty_database_is_said_in_one_sentence(
        tmp_path: Path, empty_database: str, monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("STETHOS_DATABASE_URL", empty_database)
    assert main(["export", str(tmp_path / "fleet.yaml")]) == 1
    assert capsys.readouterr().err == "The database is empty; first run: python -m db.migrate\n"
