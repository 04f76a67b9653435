"""The `kepu` command. Heavy machinery is imported inside the commands that run it; readers answer at once.

Exit codes: 0 done, 2 wrong usage, 3 the inbox holds nothing for the month, 10 and above a named user error.
"""

from __future__ import annotations

import typer

from commands import analyst, backfill, clerk, notify, office, operator, publication, reader, rules, steward

app = typer.Typer(
    name="kepu",
    help="科普月报：收件、识别、校验、装载、发布。先用 kepu ingest 跑一遍，再用 kepu issues 看需要处理的问题。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for group in (operator, backfill, office, notify, steward, clerk, analyst, publication, rules, reader):
    app.add_typer(group.app)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
