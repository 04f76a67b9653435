"""The lines of `kepu extract`: one record for each figure, with the promised fields."""

from __future__ import annotations

from collections.abc import Iterator

from domain.catalog import Catalog
from domain.document import Document, Paragraph
from domain.names import Ambiguous, Resolved
from domain.narrative.coding import indicator_of, region_of
from domain.narrative.extract import extract_narrative
from domain.narrative.lexicon import Lexicon
from domain.statement import Statement

MAX_SPAN = 80
Record = dict[str, object]


def text_document(text: str, member: str = "") -> Document:
    """A plain text as a Document: each line that is not blank is a paragraph; offsets are those of the text."""
    paragraphs: list[Paragraph] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        content = line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        if content.strip():
            paragraphs.append(Paragraph(content, f"第{len(paragraphs) + 1}段", offset))
        offset += len(line)
    return Document(member=member, format="text", paragraphs=tuple(paragraphs))


def narrative_lines(document: Document, catalog: Catalog, lexicon: Lexicon, *, submission_id: str = "") -> list[Record]:
    """One record for each figure of a document's prose, in reading order (design §5, extract)."""
    statements = extract_narrative(document, submission_id, catalog, lexicon)
    return [_record(statement, catalog, lexicon) for statement in statements if statement.quantity is not None]


def explained_lines(
    document: Document, catalog: Catalog, lexicon: Lexicon, *, submission_id: str = ""
) -> Iterator[Record]:
    """One record for each number, also those that are no statistic, with the class and the reason."""
    for statement in extract_narrative(document, submission_id, catalog, lexicon):
        if statement.quantity is not None:
            yield _record(statement, catalog, lexicon) | {"token_class": None, "repeat_of": statement.repeat_of}
            continue
        source = statement.source
        yield {
            "member": source.member,
            "start": source.start,
            "end": source.end,
            "address": source.address,
            "quote": statement.raw,
            "token_class": str(statement.token_class) if statement.token_class else None,
            "note": statement.note,
        }


def _record(statement: Statement, catalog: Catalog, lexicon: Lexicon) -> Record:
    quantity, source = statement.quantity, statement.source
    if quantity is None:
        raise ValueError("a number that is no statistic has no record")
    code, status = _indicator(indicator_of(statement, catalog, lexicon))
    region = region_of(statement.org, catalog) if statement.org else None
    end = min(source.end or 0, (source.start or 0) + MAX_SPAN)
    return {
        "member": source.member,
        "start": source.start,
        "end": end,
        "address": source.address,
        "quote": statement.raw[: end - (source.start or 0)],
        "value": _number(quantity.value),
        "value_low": _number(quantity.value_low),
        "value_high": _number(quantity.value_high),
        "unit": statement.unit,
        "qualifier": str(quantity.qualifier),
        "kind": str(statement.kind),
        "what": statement.what,
        "org": statement.org,
        "region_code": region.code if isinstance(region, Resolved) else None,
        "period": statement.period.text if statement.period else None,
        "period_type": str(statement.period_type) if statement.period_type else None,
        "indicator_code": code,
        "indicator_status": status,
        "suspect": statement.suspect is not None,
        "note": statement.suspect or statement.note,
    }


def _indicator(result: object) -> tuple[str | None, str]:
    if isinstance(result, Resolved):
        return result.code, "resolved"
    if isinstance(result, Ambiguous):
        return result.candidates[0], "ambiguous"
    return None, "unknown"


def _number(value: float | None) -> float | int | None:
    """Whole numbers without a decimal point."""
    return int(value) if value is not None and value == int(value) else value
