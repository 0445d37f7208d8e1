"""Prints what things cost beside what they may, after the tests that have counted it."""

import pytest

PROPERTY = "cost"


def print_costs(terminal: pytest.TerminalReporter) -> None:
    """Print what the tests have counted."""
    reports = [*terminal.stats.get("passed", ()), *terminal.stats.get("failed", ())]
    rows = {
        tuple(value)
        for report in reports
        if report.when == "call"
        for name, value in report.user_properties
        if name == PROPERTY
    }
    if not rows:
        return
    terminal.section("what things cost")
    width = max(len(name) for name, _, _ in rows)
    for name, found, most in sorted(rows):
        terminal.line(f"{name:{width}} {found:>10,} of {most:,}")
