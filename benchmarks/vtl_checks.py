"""Run a VTL datapoint ruleset over reports and write which rule fails where. Run by `benchmarks.peer_vtl`.

Needs vtlengine. Called with a folder that holds ruleset.vtl, structures.json and reports.csv; writes failures.csv (one
row a place and rule) and cost.json. It imports nothing of the project, so that the engine may live in an environment of
its own.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import pandas as pd
import vtlengine  # type: ignore[import-not-found]  # a peer, installed apart where at all


def main() -> None:
    """Check and write."""
    folder = Path(sys.argv[1])
    structures = json.loads((folder / "structures.json").read_text(encoding="utf-8"))
    script = (folder / "ruleset.vtl").read_text(encoding="utf-8")
    reports = pd.read_csv(folder / "reports.csv", dtype={"PLACE": "str"})
    before = resource.getrusage(resource.RUSAGE_SELF)
    answer = vtlengine.run(script=script, data_structures=structures, datapoints={"REPORTS": reports})
    after = resource.getrusage(resource.RUSAGE_SELF)
    failures = answer["FAILURES"].data
    failures[["PLACE", "errorcode"]].to_csv(folder / "failures.csv", index=False)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    version = getattr(vtlengine, "__version__", "")
    (folder / "cost.json").write_text(json.dumps({"cpu_seconds": spent, "version": version}), encoding="utf-8")


if __name__ == "__main__":
    main()
