"""What a check-up has found and mended: a line each in a terminal, an object each as JSON."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from embeddings.doctor.findings import Finding, Severity
from embeddings.doctor.repairing import WOULD, Repaired

_STYLES = {
    Severity.OK: "green",
    Severity.NOTICE: "cyan",
    Severity.WARNING: "yellow",
    Severity.DAMAGE: "bold red",
}
_WIDTH = 8
_INDENT = " " * (_WIDTH + 1)


def print_finding(console: Console, finding: Finding) -> None:
    """Print what a check has found, with what can be done about it."""
    head = Text(f"{_word(finding.severity):<{_WIDTH}} ", style=_STYLES[finding.severity])
    console.print(head + Text(f"{finding.check}: {finding.what}", style=""), soft_wrap=True)
    if finding.remedy:
        _print_below(console, finding.remedy)
    if finding.repair:
        _print_below(console, f"--repair would {WOULD[finding.repair]}.")


def print_repaired(console: Console, repaired: Repaired) -> None:
    """Print what was mended, and what is left to do."""
    head = Text(f"{'repair':<{_WIDTH}} ", style="magenta")
    console.print(head + Text(repaired.what, style=""), soft_wrap=True)
    if repaired.remedy:
        _print_below(console, repaired.remedy)


def print_verdict(console: Console, findings: Sequence[Finding]) -> None:
    """Print how many findings there are of each kind."""
    counts = {
        severity: sum(finding.severity is severity for finding in findings)
        for severity in Severity
    }
    told = [f"{_word(one)}: {count}" for one, count in counts.items() if count]
    console.print(Text(", ".join(told), style=_STYLES[worst(findings)]))


def worst(found: Sequence[Finding | Repaired]) -> Severity:
    """Return the severity of the worst."""
    return max((one.severity for one in found), default=Severity.OK)


def finding_as_json(finding: Finding) -> dict[str, Any]:  # Any: JSON values
    """Return a finding as JSON."""
    return {
        "check": finding.check,
        "severity": _word(finding.severity),
        "what": finding.what,
        "remedy": finding.remedy,
        "repair": finding.repair,
    }


def repaired_as_json(repaired: Repaired) -> dict[str, Any]:  # Any: JSON values
    """Return what a repair has done as JSON."""
    return {
        "repaired": repaired.repair,
        "severity": _word(repaired.severity),
        "what": repaired.what,
        "remedy": repaired.remedy,
    }


def _print_below(console: Console, sentence: str) -> None:
    console.print(Text(f"{_INDENT}{sentence}", style="dim"), soft_wrap=True)


def _word(severity: Severity) -> str:
    return severity.name.lower()
