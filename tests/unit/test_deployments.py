"""prefect.yaml: the monthly deployment exists, runs a flow that is there, on the clock of Xinjiang."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
DECLARED = yaml.safe_load((CHECKOUT / "prefect.yaml").read_text(encoding="utf-8"))
DEPLOYMENTS = {deployment["name"]: deployment for deployment in DECLARED["deployments"]}


def test_the_month_runs_once_a_month_after_the_due_date_and_late_files_are_swept_up_daily() -> None:
    (monthly,) = DEPLOYMENTS["monthly"]["schedules"]
    (sweep,) = DEPLOYMENTS["sweep"]["schedules"]
    minute, hour, day, month, weekday = monthly["cron"].split()
    assert (month, weekday) == ("*", "*")
    assert 7 < int(day) <= 28  # reports are due on the 7th
    assert (int(minute) < 60, int(hour) < 24) == (True, True)
    assert sweep["cron"].split()[2:] == ["*", "*", "*"]


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_times_are_those_of_xinjiang(name: str) -> None:
    for schedule in DEPLOYMENTS[name]["schedules"]:
        assert schedule["timezone"] == "Asia/Urumqi"
        assert ZoneInfo(schedule["timezone"]).key == schedule["timezone"]


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_the_entrypoint_is_a_flow_and_its_parameters_are_the_flow_s(name: str) -> None:
    from prefect import Flow

    path, function = DEPLOYMENTS[name]["entrypoint"].split(":")
    assert (CHECKOUT / path).is_file()
    flow = getattr(importlib.import_module(path.removesuffix(".py").replace("/", ".")), function)
    assert isinstance(flow, Flow)
    assert set(DEPLOYMENTS[name]["parameters"]) <= set(inspect.signature(flow.fn).parameters)


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_one_run_at_a_time_and_the_next_one_waits(name: str) -> None:
    assert DEPLOYMENTS[name]["concurrency_limit"] == {"limit": 1, "collision_strategy": "ENQUEUE"}
    assert DEPLOYMENTS[name]["description"]
