"""Identity card and mobile numbers are found, and long figures are not taken for them. All numbers are invented."""

from __future__ import annotations

import pytest

from domain.personal_data import count_personal_data


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("联系人 13800000000", 1),
        ("11010519491231002X", 1),  # the example of the standard GB 11643
        ("110105194912310021", 0),  # the check character is wrong
        ("培训农牧民132000人次", 0),
        ("0901-6222222", 0),  # an office telephone
        ("138000000001", 0),  # twelve digits
        ("13800000000、13900000000", 2),
    ],
)
def test_personal_data_is_counted(text: str, count: int) -> None:
    assert count_personal_data([text]) == count
