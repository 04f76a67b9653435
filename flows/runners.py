"""Where understanding runs: in threads of this process that hand files to worker processes, or on a Dask cluster.

`KEPU_TASK_RUNNER` chooses: `threads` (the default), `dask` (a cluster of its own on this machine), or `dask:` and the
address of a scheduler, such as `dask:tcp://10.0.0.5:8786`. Only understanding is handed out: it is pure, its result is
two Arrow tables. Whatever writes stays in the process of the run. Machines of a cluster see the home folder under the
same path.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final, TypeAlias, cast

from prefect.futures import PrefectFuture
from prefect.server.api.server import SubprocessASGIServer
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS,
    temporary_settings,
)
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from domain.errors import SettingError

Runner: TypeAlias = "TaskRunner[PrefectFuture[Any]]"  # Any: futures of every task

WORKER_COUNT: Final = 2
_DASK_SETTINGS: Final = {
    # A Dask worker starts the process that can be stopped when a file takes too long; daemons may start none.
    "distributed.worker.daemon": False,
    # On a busy machine a worker may be silent for minutes; given up by the scheduler, it would never be replaced.
    "distributed.scheduler.worker-ttl": None,
    "distributed.comm.timeouts.connect": "120s",
    "distributed.comm.timeouts.tcp": "600s",
}
SETTING: Final = "KEPU_TASK_RUNNER"
THREADS: Final = cast("Runner", ThreadPoolTaskRunner(max_workers=4))


def chosen_runner(environment: Mapping[str, str] = os.environ) -> Runner:
    """Return the task runner of the setting. Raises SettingError for an unknown one, and for Dask when it is absent."""
    chosen = environment.get(SETTING, "").strip() or "threads"
    kind, _, address = chosen.partition(":")
    if chosen == "threads":
        return THREADS
    if chosen == "dask":
        return _dask(cluster_kwargs={"n_workers": WORKER_COUNT, "threads_per_worker": 1, "dashboard_address": None})
    if kind == "dask" and address:
        return _dask(address=address)
    raise SettingError(
        f"{SETTING}=“{chosen}”不成立。可以是 threads（本机线程，默认）、dask（本机集群）或 dask:tcp://主机:端口。"
    )


@contextmanager
def reachable_server() -> Iterator[None]:
    """Let the workers of a cluster report to the server of this run, instead of each starting one of its own."""
    if isinstance(chosen_runner(), ThreadPoolTaskRunner) or PREFECT_API_URL.value():
        yield
        return
    server = SubprocessASGIServer()  # the one of this process: Prefect would start it with the first task
    server.start(timeout=PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS.value())
    with temporary_settings({PREFECT_API_URL: server.api_url}):
        yield


def _dask(**options: object) -> Runner:
    try:
        dask, prefect_dask = import_module("dask"), import_module("prefect_dask")
    except ImportError as error:
        raise SettingError(f"{SETTING} 要用 Dask，但没有安装：pip install 'kepu[dask]'，或改为 threads。") from error
    dask.config.set(_DASK_SETTINGS)
    return cast("Runner", prefect_dask.DaskTaskRunner(**options))
