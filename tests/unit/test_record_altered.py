"""A copy of a record with other values is what `dataclasses.replace` makes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.record import altered
from domain.revision import Standing, StandingKind


def test_an_altered_copy_differs_in_the_named_fields_only_and_leaves_the_original() -> None:
    original = Standing(StandingKind.LIVE, ("a",))

    copy = altered(original, kind=StandingKind.REPEAT)

    assert copy == replace(original, kind=StandingKind.REPEAT)
    assert original == Standing(StandingKind.LIVE, ("a",))


def test_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(AttributeError):
        altered(Standing(StandingKind.LIVE), colour="red")
