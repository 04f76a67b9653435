"""Ask a Prefect server over its HTTP interface: is it there, does it let us in, what does it have in store.

Prefect itself takes two seconds to import; a question takes some milliseconds.
"""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final  # Any: JSON of the server

from domain.errors import SettingError

POOL: Final = "kepu"
PATIENCE: Final = 10.0
"""Seconds to wait for one answer; a busy machine of two cores needs one or two."""
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback never goes through a proxy
_WAITING: Final = ("SCHEDULED", "PENDING")


@dataclass(frozen=True, slots=True)
class FlowRun:
    """One run of a flow, as the server tells it; instants are UTC."""

    name: str
    state: str
    state_type: str
    due_at: datetime | None
    message: str


@dataclass(frozen=True, slots=True)
class PrefectServer:
    """A server by the address of its API, and the pass phrase it asks for (empty for none)."""

    api_url: str
    pass_phrase: str = ""

    @classmethod
    def from_environment(cls) -> PrefectServer | None:
        """The server that the operator has set; None when none is."""
        url = os.environ.get("PREFECT_API_URL", "")
        return cls(url, os.environ.get("PREFECT_API_AUTH_STRING", "")) if url else None

    def is_healthy(self) -> bool:
        """Whether the server answers; it need not let us in."""
        try:
            return self._ask("/health") is True
        except (OSError, ValueError):
            return False

    def check(self) -> None:
        """Raise SettingError when nothing answers there, or when the pass phrase is wrong."""
        try:
            self._ask("/work_pools/count", {})
        except urllib.error.HTTPError as error:
            if error.code in (401, 403):
                raise SettingError(
                    f"Prefect 服务 {self.api_url} 不接受口令。请检查 PREFECT_API_AUTH_STRING（写作 用户名:口令）。"
                ) from error
            raise SettingError(
                f"Prefect 服务 {self.api_url} 返回错误 {error.code}。请检查 PREFECT_API_URL 是否写对（以 /api 结尾）。"
            ) from error
        except (OSError, ValueError) as error:
            raise SettingError(
                f"连不上 Prefect 服务 {self.api_url}。请先启动它（kepu up），"
                "或去掉环境变量 PREFECT_API_URL，不用服务直接运行。"
            ) from error

    def has_pool(self) -> bool:
        """Whether the work pool is there."""
        return bool(self._ask("/work_pools/filter", {"work_pools": {"name": {"any_": [POOL]}}}))

    def make_pool(self) -> None:
        """Make the work pool: runs as processes of this machine."""
        self._ask("/work_pools/", {"name": POOL, "type": "process"})

    def deployments(self) -> dict[str, bool]:
        """The deployments of the pool by name, and whether each is paused."""
        found = self._ask("/deployments/filter", {"work_pools": {"name": {"any_": [POOL]}}})
        return {str(line["name"]): bool(line["paused"]) for line in found}

    def workers_online(self) -> int:
        """How many workers of the pool gave a sign of life of late."""
        return sum(line["status"] == "ONLINE" for line in self._ask(f"/work_pools/{POOL}/workers/filter", {}))

    def next_run(self) -> FlowRun | None:
        """The run that is due next; None when nothing is scheduled."""
        runs = self._runs({"type": {"any_": ["SCHEDULED"]}}, "EXPECTED_START_TIME_ASC")
        return next((run for run in runs if run.state != "Late"), None)

    def overdue_runs(self) -> list[FlowRun]:
        """Runs whose time has come and that nobody has taken."""
        now = datetime.now(UTC)
        runs = self._runs({"type": {"any_": list(_WAITING)}}, "EXPECTED_START_TIME_ASC")
        return [run for run in runs if run.state == "Late" or (run.due_at and (now - run.due_at).total_seconds() > 60)]

    def last_run(self) -> FlowRun | None:
        """The run that ended last; None when there was none."""
        ended = {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]}}
        return next(iter(self._runs(ended, "END_TIME_DESC")), None)

    def _runs(self, state: Mapping[str, object], order: str) -> list[FlowRun]:
        body = {"flow_runs": {"state": state}, "sort": order, "limit": 50}
        return [
            FlowRun(
                str(line["name"]),
                str(line["state"]["name"]),
                str(line["state"]["type"]),
                datetime.fromisoformat(line["expected_start_time"]) if line["expected_start_time"] else None,
                str(line["state"]["message"] or ""),
            )
            for line in self._ask("/flow_runs/filter", body)
        ]

    def _ask(self, path: str, body: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401  # JSON of the server
        headers = {"Content-Type": "application/json"}
        if self.pass_phrase:
            headers["Authorization"] = "Basic " + base64.b64encode(self.pass_phrase.encode()).decode()
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.api_url.rstrip('/')}{path}", data, headers)
        with _DIRECT.open(request, timeout=PATIENCE) as answer:
            return json.load(answer)
