"""Prose, side by side: this project, a general recogniser of Chinese numbers with units, a short expression.

Scores each on the open set of reports (values, units, qualifiers, distractors hit) and measures characters a second on
one core. The general recogniser is Microsoft's Recognizers-Text; it is no dependency of the project, so without
`ms-recognizers-text-number-with-unit` on the path its row says that it is not installed.
Prints a Markdown section. Run: python -m benchmarks.narrative [FOLDER OF GOLD]
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from types import ModuleType

from domain.catalog import Catalog
from domain.narrative import code_statement, extract_narrative, narrative_lines, text_document
from reference.lexicon import load_lexicon
from reference.loader import load_catalog

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"
Line = dict[str, object]
Reader = Callable[[str], Iterable[Line]]
MEASURES = (
    r"人次|场次|人|名|位|个|家|所|座|处|支|户|辆|台|场|次|期|份|册|本|张|块|套|盒|条|部|件|项|篇|站"
    r"|平方米|公里|元|%|％|个百分点"
)
PLAIN = str.maketrans("０１２３４５６７８９．", "0123456789.", ",，")
SHORT = re.compile(rf"([0-9０-９]+(?:[.．,，][0-9０-９]+)*)(多|余)?(万|亿|千)?(多|余)?({MEASURES})")
SCALES = {"万": 1e4, "亿": 1e8, "千": 1e3, None: 1.0}
UNITS = {"Chinese yuan": "元", "Square meter": "平方米", "Kilometer": "公里"}


def this_project(text: str) -> Iterable[Line]:
    """What `kepu extract` prints."""
    return narrative_lines(text_document(text), catalog(), load_lexicon())


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    """The catalogue, loaded once."""
    return load_catalog()


def short_expression(text: str) -> Iterator[Line]:
    """A number and every common measure word, in one expression."""
    for match in SHORT.finditer(text):
        digits = match[1].translate(PLAIN)
        hedged = match[2] or match[4]
        yield {
            "start": match.start(),
            "end": match.end(),
            "value": float(digits) * SCALES[match[3]] if digits.count(".") < 2 else None,
            "unit": match[5],
            "qualifier": "at_least" if hedged else "exact",
        }


def general_recogniser(text: str) -> Iterator[Line]:
    """Numbers, percentages, dimensions and currencies as the general recogniser finds them; the widest span wins."""
    numbers = importlib.import_module("recognizers_number")
    units = importlib.import_module("recognizers_number_with_unit")
    taken: list[tuple[int, int]] = []
    for recognise in (
        units.recognize_currency,
        units.recognize_dimension,
        numbers.recognize_percentage,
        numbers.recognize_number,
    ):
        for found in recognise(text, "zh-cn"):
            start, end = found.start, found.end + 1
            value = str((found.resolution or {}).get("value") or "").removesuffix("%")
            if not re.fullmatch(r"-?[\d.]+(?:E\+?\d+)?", value) or any(start < e and s < end for s, e in taken):
                continue
            taken.append((start, end))
            unit = (found.resolution or {}).get("unit")
            is_share = recognise is numbers.recognize_percentage
            yield {
                "start": start,
                "end": end,
                "value": float(value),
                "unit": "%" if is_share else UNITS.get(str(unit), unit),
                "qualifier": "exact",
            }


def _read_all(reader: Reader, text: str) -> int:
    return sum(1 for _ in reader(text))


def _scorer(gold: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_narratives", gold / "score_narratives.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer in {gold}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(reader: Reader, gold: Path) -> dict[str, float]:
    """The reader's figures on the open set."""
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted((gold / "narratives").glob("*.txt")):
            lines = reader(path.read_bytes().decode("utf-8"))
            written = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
            (Path(folder) / f"{path.stem}.jsonl").write_text(written, encoding="utf-8")
        result, _ = _scorer(gold).score(folder, str(gold / "narratives"))
    overall = result["overall"]
    names = ("value", "value_unit", "value_unit_qualifier")
    return {name: overall[name]["f1"] for name in names} | {"hits": overall["distractor_hard_hit"]["rate"]}


def megabytes_a_second(work: Callable[[], object], size: int) -> float:
    """The best of three on this core."""
    best = min(_seconds(work) for _ in range(3))
    return size / 1e6 / best


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def side_by_side(gold: Path, sample: str) -> Iterator[str]:
    """The rows of the comparison."""
    readers: tuple[tuple[str, Reader], ...] = (
        ("this project (with indicators)", this_project),
        ("short regular expression", short_expression),
        ("Recognizers-Text 1.0 (zh-cn)", general_recogniser),
    )
    for name, reader in readers:
        try:
            figures = score(reader, gold)
        except ImportError:
            yield f"| {name} | not installed | | | | |"
            continue
        speed = megabytes_a_second(partial(_read_all, reader, sample), len(sample.encode()))
        row = [f"{figures[key]:.3f}" for key in ("value", "value_unit", "value_unit_qualifier", "hits")]
        yield f"| {name} | {' | '.join(row)} | {speed:.2f} |"


def throughput(texts: list[str]) -> Iterator[str]:
    """The rows of the speeds, statements alone and with their indicators and attributes."""
    lexicon = load_lexicon()
    for name, text in (
        ("the article, 100 times", texts[0] * 100),
        ("all reports of the open set, 70 times (a number every 25 characters)", "\n".join(texts) * 70),
        ("one paragraph of 5 MB", (texts[0].replace("\n", "") * 1000)[:1_900_000]),
    ):
        document, size = text_document(text), len(text.encode()) / 1e6
        began = time.process_time()
        found = extract_narrative(document, "benchmark", catalog(), lexicon)
        read = time.process_time() - began
        for statement in found:
            if statement.quantity is not None:
                code_statement(statement, catalog(), lexicon)
        coded = time.process_time() - began
        yield f"| {name} | {size:.1f} | {len(found)} | {size / read:.2f} | {size / coded:.2f} |"


def main() -> None:
    """Print the section."""
    gold = Path(sys.argv[1]) if len(sys.argv) > 1 else GOLD
    if not gold.is_dir():
        sys.stdout.write("The open set does not lie beside this checkout; give its folder.\n")
        return
    warnings.simplefilter("ignore")
    texts = [path.read_bytes().decode("utf-8") for path in sorted((gold / "narratives").glob("*.txt"))]
    lines = [
        "| reader | value F1 | value + unit F1 | value + unit + qualifier F1 | hard distractors hit | MB/s |",
        "|---|---|---|---|---|---|",
        *side_by_side(gold, "\n".join(texts)),
        "",
        "| text | MB | statements | MB/s, statements | MB/s, with coding |",
        "|---|---|---|---|---|",
        *throughput(texts),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
