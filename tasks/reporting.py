"""Papers for the office after every run: 汇总表, 校验报告, and the 催报单 for those that did not report."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from prefect import task
from prefect.artifacts import create_link_artifact
from prefect.cache_policies import NO_CACHE

from domain.period import Month
from reports.reminder import write_reminders
from reports.reminding import reminder_round, today
from reports.summary import write_summary
from reports.summary_cells import SummaryRows, summary_data
from reports.validation_report import write_validation_report
from tasks.frames import LOCAL_TIME
from tasks.session import Session
from tasks.showing import show_month
from warehouse.office import office_rows
from warehouse.queries import status_lines
from warehouse.validation import validation_rows


@task(name="report", task_run_name="report {period}", cache_policy=NO_CACHE)
def write_office_papers(session: Session, period: str) -> Path:
    """Write 汇总表 and 催报单 of a month into the home folder's reports; returns their folder."""
    folder = session.home / "reports" / period
    folder.mkdir(parents=True, exist_ok=True)
    rows = office_rows(session.home, period)
    status = status_lines(session.home, period)
    reporters = [asdict(line) for line in status]
    month = Month.parse(period)
    summary = summary_data(
        month,
        SummaryRows(rows["prefectures"], rows["indicators"], rows["facts"], rows["held"], reporters, rows["derived"]),
        source="published/kepu.duckdb",
        made_on=f"{session.now.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}",
    )
    write_summary(folder / f"{month.zh}科普统计汇总表.xlsx", summary, created=session.now)
    _write_reminders(session, month, folder)
    show_month(session.home, period, status, sorted(folder.glob("*.[xd]*x")))
    return folder


@task(name="validation_report", task_run_name="validation report {period}", cache_policy=NO_CACHE)
def write_validation_paper(session: Session, period: str) -> Path:
    """Write the month's 校验报告 into the home folder's reports and link it from the run; returns its path."""
    path = write_validation_report(session.home / "reports" / period, validation_rows(session.home, period))
    name = f"{Month.parse(period).zh}校验报告"
    link = path.resolve().as_uri()
    create_link_artifact(link, link_text=name, key=f"validation-{period}", description=f"{name}：{path}")
    return path


def _write_reminders(session: Session, month: Month, folder: Path) -> None:
    path = folder / f"{month.zh}催报单.docx"
    if str(month) not in session.catalog.due_dates:
        path.unlink(missing_ok=True)
        return
    reminders = reminder_round(session.home, session.catalog, str(month), today(session.now))
    if reminders.reminders:
        write_reminders(path, reminders)
    else:
        path.unlink(missing_ok=True)
