"""What a later complete form leaves out is withdrawn, and that is a question: `withdrawn_issues`."""

from __future__ import annotations

from domain.catalog import Catalog
from domain.issue import Evidence, Issue, issue_id
from domain.month import Prepared
from domain.observation import Observation
from domain.revision import StandingKind
from domain.violation import Effect, Severity

RULE = "CMP-04"
"""An item that was reported and now is missing; here within one month, by a form that declares itself complete."""


def withdrawn_issues(prepared: Prepared, period: str, catalog: Catalog) -> list[Issue]:
    """One issue for each file whose numbers a later complete form has left out."""
    by_file: dict[str, list[Observation]] = {}
    for observation in prepared.observations:
        if prepared.standings[observation.observation_id].kind is StandingKind.WITHDRAWN:
            by_file.setdefault(observation.submission_id, []).append(observation)
    return [_issue(observations, period, catalog) for observations in by_file.values()]


def _issue(observations: list[Observation], period: str, catalog: Catalog) -> Issue:
    first = observations[0]
    sentences = tuple(_sentence(observation, catalog) for observation in observations)
    more = f"（共{len(observations)}处）" if len(observations) > 1 else ""
    return Issue(
        issue_id=issue_id(period, first.observation_id, "withdrawn", *(str(o.value) for o in observations)),
        period=period,
        region_code=first.region_code or first.submitter_code,
        severity=str(Severity.WARNING),
        effect=str(Effect.NEEDS_EXPLANATION),
        title=f"{sentences[0]}{more}",
        rule_ids=(RULE,),
        observation_ids=tuple(observation.observation_id for observation in observations),
        submission_id=first.submission_id,
        source_file=first.source_file,
        member=first.member,
        address=first.address,
        raw=first.raw,
        evidence=tuple(Evidence(RULE, "form", sentence) for sentence in sentences),
    )


def _sentence(observation: Observation, catalog: Catalog) -> str:
    indicator = catalog.indicators.get(observation.indicator_code or "")
    name = indicator.name_zh if indicator is not None else observation.indicator_text or "指标未识别"
    return f"{name} {observation.raw}：后来的整表没有再报，已撤出"
