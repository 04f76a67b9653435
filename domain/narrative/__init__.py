"""Prose → statements: number grammar, nouns, who and when, kinds; and what a statement of prose means."""

from domain.narrative.coding import ProseCoding, code_statement, region_of
from domain.narrative.extract import extract_narrative
from domain.narrative.lexicon import Lexicon
from domain.narrative.lines import explained_lines, narrative_lines, text_document

__all__ = [
    "Lexicon",
    "ProseCoding",
    "code_statement",
    "explained_lines",
    "extract_narrative",
    "narrative_lines",
    "region_of",
    "text_document",
]
