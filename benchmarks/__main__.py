"""Run every benchmark, one after another: `python -m benchmarks`. Some take minutes; each can be run by itself."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

SUPPORT = {"__init__", "__main__", "child_cost", "form_inbox", "pipeline_stacks", "region"}


def main() -> None:
    """Run each module of this folder that measures something."""
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem not in SUPPORT:
            sys.stdout.write(f"\n== {path.stem}\n")
            runpy.run_module(f"benchmarks.{path.stem}", run_name="__main__")


if __name__ == "__main__":
    main()
