"""Who sent a file and for which month: folder, header, file name, title; and what if they disagree."""

from __future__ import annotations

from functools import lru_cache

import pytest

from domain.catalog import Catalog
from domain.document import Document, Paragraph
from domain.submission import HeaderBlock
from intake.identify import county_of, identify, identify_by_folder
from reference.loader import load_catalog


@lru_cache
def catalog() -> Catalog:
    return load_catalog()


@pytest.mark.parametrize(
    ("source_file", "submitter", "month"),
    [
        ("2022-11/塔城地区/月报.xlsx", "654200", "2022-11"),
        ("2022-11/巴州/月报.xlsx", "652800", "2022-11"),
        ("2022-11/伊犁州/分县/月报.xlsx", "654000", "2022-11"),
        ("2022-11/月报.xlsx", None, "2022-11"),
        ("塔城地区/月报.xlsx", "654200", None),
        ("2022-13/塔城地区/月报.xlsx", "654200", None),
        ("2022-11/某某地区/月报.xlsx", None, "2022-11"),
        ("月报.xlsx", None, None),
    ],
)
def test_folders_name_the_month_and_the_prefecture(source_file: str, submitter: str | None, month: str | None) -> None:
    found = identify_by_folder(source_file, catalog())
    assert (found.submitter_code, str(found.period) if found.period else None) == (submitter, month)


@pytest.mark.parametrize(
    ("source_file", "header", "submitter", "month", "rule"),
    [
        ("2022-11/塔城地区/月报.xlsx", HeaderBlock("塔城地区科协", "2022年11月"), "654200", "2022-11", None),
        ("月报.xlsx", HeaderBlock("吐鲁番市科协", "2022年11月"), "650400", "2022-11", None),
        ("哈密市2022年11月月报.xlsx", None, "650500", "2022-11", None),
        ("2022-11/塔城地区/月报.xlsx", HeaderBlock("塔城地区科协", "2022年10月"), "654200", "2022-11", "VAL-04"),
        ("2022-11/塔城地区/月报.xlsx", HeaderBlock("哈密市科协", "2022年11月"), "654200", "2022-11", "VAL-03"),
        ("2022-11/塔城地区/2022年10月月报.xlsx", None, "654200", "2022-11", "VAL-04"),
        ("2022-11/塔城地区/哈密市月报.xlsx", None, "654200", "2022-11", "VAL-03"),
        ("2022-11/塔城地区/月报.xlsx", HeaderBlock("乌苏市科协", "2022年11月"), "654200", "2022-11", None),
    ],
    ids=["agree", "header alone", "name alone", "other month", "other unit", "name month", "name unit", "own county"],
)
def test_the_first_place_that_speaks_decides_and_a_contradiction_holds_the_file(
    source_file: str, header: HeaderBlock | None, submitter: str, month: str, rule: str | None
) -> None:
    found = identify(source_file, (Document("", "xlsx"),), header, catalog())
    assert (found.submitter_code, str(found.period), found.conflict_rule) == (submitter, month, rule)
    assert (found.conflict is None) == (rule is None)


def test_a_title_names_who_and_when_where_nothing_stronger_does() -> None:
    title = Paragraph(text="克拉玛依市科协2022年11月工作总结", address="第1段", offset=0)
    found = identify("总结.docx", (Document("", "docx", paragraphs=(title,)),), None, catalog())
    assert (found.submitter_code, str(found.period)) == ("650200", "2022-11")


def test_nobody_is_guessed_where_a_text_names_two_prefectures() -> None:
    title = Paragraph(text="塔城地区、阿勒泰地区科协2022年11月联合总结", address="第1段", offset=0)
    found = identify("总结.docx", (Document("", "docx", paragraphs=(title,)),), None, catalog())
    assert found.submitter_code is None


@pytest.mark.parametrize(
    ("member", "county"),
    [
        ("乌苏市.xlsx", "654202"),
        ("各县/沙湾市月报.xlsx", None),
        ("托里县.xlsx", "654224"),
        ("阿克苏市.xlsx", None),
        ("", None),
    ],
)
def test_a_member_named_after_a_county_of_its_submitter_is_that_county_s_form(member: str, county: str | None) -> None:
    assert county_of(member, None, "654200", catalog()) == county
