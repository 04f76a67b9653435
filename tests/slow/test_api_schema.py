"""The API against its own description: whatever the description allows or forbids, no answer is a fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS

from console.app import create_app
from console.settings import ConsoleSettings
from tests.unit.console_office import ConsoleOffice, new_office

pytestmark = pytest.mark.slow

OPERATIONS = (
    ("GET", "/api/v1/status"),
    ("GET", "/api/v1/issues"),
    ("GET", "/api/v1/issues/{issue_id}"),
    ("POST", "/api/v1/issues/{issue_id}/decision"),
    ("GET", "/api/v1/submissions"),
    ("GET", "/api/v1/numbers/{observation_id}"),
    ("GET", "/api/v1/decisions"),
    ("GET", "/api/v1/runs/current"),
    ("POST", "/api/v1/runs"),
)
CHECKED = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
EXAMPLES = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> ConsoleOffice:
    folder: Path = tmp_path_factory.mktemp("office")
    return new_office(folder)


@pytest.fixture(scope="module")
def described(office: ConsoleOffice) -> Iterator[Any]:
    """The description as a program with a token gets it, bound to the app."""
    app = create_app(
        ConsoleSettings(office.home, office.inbox, host="testserver", clock=office.clock, run_command=("true",))
    )
    token = office.token("steward.one")
    yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=token), token
    app.state.stores.close()


def test_every_operation_is_tried(described: Any) -> None:
    schema, _ = described
    found = {(one.ok().method.upper(), one.ok().path) for one in schema.get_all_operations()}
    assert found == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize("has_token", [True, False], ids=["token", "stranger"])
def test_answers_are_as_described(described: Any, method: str, path: str, has_token: bool) -> None:
    schema, token = described
    checks = CHECKS.get_by_names(CHECKED)

    @EXAMPLES
    @given(case=schema[path][method].as_strategy())
    def tried(case: Any) -> None:
        answer = case.call(headers=token if has_token else {"authorization": "Bearer nobody"})
        case.validate_response(answer, checks=checks)
        assert has_token or answer.status_code in (401, 405)

    tried()
