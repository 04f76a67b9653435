"""The published article that every prose rule was checked against, and the open set of other reports."""

import csv
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from domain.narrative import narrative_lines, text_document
from tests.prose import catalog, lexicon

Line = dict[str, object]
QUALIFIER_OF_BOUND = {"": "exact", "ge": "at_least"}


@pytest.fixture(scope="module")
def article(shared: Path) -> tuple[str, list[Line]]:
    """The article as decoded, and what extraction says of it."""
    (path,) = (shared / "seed").glob("*.txt")
    text = path.read_bytes().decode("utf-8")
    return text, narrative_lines(text_document(text), catalog(), lexicon())


@pytest.fixture(scope="module")
def facts(shared: Path) -> list[dict[str, str]]:
    """The facts that a reader found in the article, and what is no fact."""
    with (shared / "domain" / "seed_facts.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _lines_of(fact: dict[str, str], article: tuple[str, list[Line]]) -> list[Line]:
    text, lines = article
    start = text.find(fact["quote"], max(0, int(fact["quote_offset"]) - 80))
    end = start + len(fact["quote"])
    assert start >= 0
    return [line for line in lines if int(str(line["start"])) >= start and int(str(line["end"])) <= end]


def _found(facts: list[dict[str, str]], article: tuple[str, list[Line]]) -> Iterator[tuple[dict[str, str], Line]]:
    for fact in facts:
        if fact["period_type"] == "none":
            continue
        written = float(fact["value_reported"])
        expected = {written, written * (10_000 if "万" in fact["unit_reported"] else 1)}
        for line in _lines_of(fact, article):
            if line["value"] in expected:
                yield fact, line
                break


def test_all_forty_five_quantities_are_read_with_unit_and_qualifier(
    facts: list[dict[str, str]], article: tuple[str, list[Line]]
) -> None:
    found = list(_found(facts, article))
    assert len(found) == 45
    for fact, line in found:
        unit = fact["unit_reported"].replace("万", "").replace("余", "") or None
        assert (line["unit"], line["qualifier"]) == (unit, QUALIFIER_OF_BOUND[fact["bound"]]), fact["quote"]


def test_no_indicator_is_wrong_and_at_least_forty_three_are_right(
    facts: list[dict[str, str]], article: tuple[str, list[Line]]
) -> None:
    resolved = [(f, line) for f, line in _found(facts, article) if line["indicator_status"] == "resolved"]
    assert [f["quote"] for f, line in resolved if line["indicator_code"] != f["indicator_code"]] == []
    assert len(resolved) >= 43


def test_region_and_period_type_are_right_for_at_least_forty(
    facts: list[dict[str, str]], article: tuple[str, list[Line]]
) -> None:
    found = list(_found(facts, article))
    assert sum(line["region_code"] == fact["region_code"] for fact, line in found) >= 43
    assert sum(line["period_type"] == fact["period_type"] for fact, line in found) >= 40


def test_what_is_no_statistic_becomes_no_figure(facts: list[dict[str, str]], article: tuple[str, list[Line]]) -> None:
    negatives = [fact for fact in facts if fact["period_type"] == "none"]
    assert len(negatives) == 15
    for fact in negatives:
        inside = [line["quote"] for line in _lines_of(fact, article)]
        assert [quote for quote in inside if quote != "13%"] == [], fact["quote"]


def test_the_worked_case_is_kept_as_written_and_suspect(article: tuple[str, list[Line]]) -> None:
    (line,) = [line for line in article[1] if line["quote"] == "13.2人次"]
    assert (line["value"], line["suspect"], line["indicator_code"]) == (13.2, True, "ACT.TRAIN.FARMERS")


@pytest.fixture(scope="module")
def open_set(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder of gold, and predictions for it."""
    folder = tmp_path_factory.mktemp("predictions")
    for path in sorted((shared / "gold" / "narratives").glob("*.txt")):
        lines = narrative_lines(text_document(path.read_bytes().decode("utf-8")), catalog(), lexicon())
        written = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder / f"{path.stem}.jsonl").write_text(written, encoding="utf-8")
    return shared / "gold", folder


def _scorer(gold: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(gold))
    spec = importlib.util.spec_from_file_location(name, gold / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_quantities_of_the_open_set_reach_the_promised_figures(
    open_set: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    gold, predictions = open_set
    result, _ = _scorer(gold, "score_narratives", monkeypatch).score(str(predictions), str(gold / "narratives"))
    overall = result["overall"]
    assert overall["value_unit_qualifier"]["f1"] >= 0.985
    assert overall["distractor_hard_hit"]["rate"] <= 0.005
    assert overall["org"]["rate"] >= 0.95
    assert overall["period"]["rate"] >= 0.95
    assert overall["suspect_recall"]["rate"] >= 0.9


def test_indicators_of_the_open_set_reach_the_promised_figures(
    open_set: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    gold, predictions = open_set
    result, _ = _scorer(gold, "score_indicators", monkeypatch).score(str(predictions), str(gold / "narratives"))
    overall = result["overall"]
    assert overall["coverage"]["rate"] >= 0.85
    assert overall["accuracy"]["rate"] >= 0.97
    assert overall["invented"]["rate"] <= 0.02
