"""Where understanding runs is a setting; what goes to another process is the limits, never the processes."""

from __future__ import annotations

import pickle
import sys

import pytest

from domain.errors import SettingError
from flows.runners import SETTING, THREADS, chosen_runner
from intake.workers import WorkerLimits, Workers


@pytest.mark.parametrize("value", ["", " ", "threads"])
def test_threads_are_the_default(value: str) -> None:
    assert chosen_runner({SETTING: value}) is THREADS
    assert chosen_runner({}) is THREADS


@pytest.mark.parametrize("value", ["ray", "dask:", "thread", "tcp://10.0.0.5:8786"])
def test_an_unknown_runner_is_refused_in_a_sentence(value: str) -> None:
    with pytest.raises(SettingError, match="threads"):
        chosen_runner({SETTING: value})


def test_dask_that_is_not_installed_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prefect_dask", None)
    with pytest.raises(SettingError, match=r"kepu\[dask\]"):
        chosen_runner({SETTING: "dask"})


def test_workers_arrive_in_another_process_as_the_one_worker_of_that_process() -> None:
    limits = WorkerLimits(seconds=7.0)
    with Workers(3, "reference", limits) as workers:
        sent = pickle.dumps(workers)
    first, second = pickle.loads(sent), pickle.loads(sent)  # noqa: S301 - made here
    assert first is second
    assert first.__reduce__()[1] == ("reference", limits)
