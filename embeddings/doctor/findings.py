"""What a check-up finds: how bad it is, what can be done about it, and who can do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

_NAMED = 5


class Severity(IntEnum):
    """How bad a finding is; the higher, the worse."""

    OK = 0
    NOTICE = 1  # worth knowing, or mends itself
    WARNING = 2  # works today, but somebody should look
    DAMAGE = 3  # answers are wrong, missing or must not be given


class Repair(StrEnum):
    """What can be mended; the values are part of the JSON contract."""

    DATABASE_INDEX = "database_index"
    STATE = "state"
    WITHDRAW = "withdraw"
    ORPHANS = "orphans"
    TAKEDOWNS = "takedowns"
    PASSAGES = "passages"
    VECTORS = "vectors"
    SIGNATURES = "signatures"
    PAGES = "pages"
    SEARCH_FILES = "search_files"
    CATCH_UP = "catch_up"
    LEFTOVERS = "leftovers"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong: in a sentence, with the owner's remedy or the repair for it."""

    severity: Severity
    what: str
    remedy: str | None = None
    repair: Repair | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check comes to; `looked_at` is what to say where it finds nothing wrong."""

    looked_at: str
    faults: Sequence[Fault] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, or that there is none, with the check that found it."""

    check: str
    severity: Severity
    what: str
    remedy: str | None = None
    repair: Repair | None = None


def findings_of(check: str, outcome: Outcome) -> list[Finding]:
    """Return what a check found: its faults or, where there are none, that all is well."""
    faults = outcome.faults or [Fault(Severity.OK, outcome.looked_at)]
    return [
        Finding(check, fault.severity, fault.what, fault.remedy, fault.repair) for fault in faults
    ]


class Tally:
    """Counts what is wrong and remembers the names of the first few: a million are no more."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[str] = []

    def add(self, name: object, count: int = 1) -> None:
        """Count one more, or `count` of one name."""
        self.count += count
        if len(self._first) < _NAMED:
            self._first.append(str(name))

    def told(self, label: str) -> str:
        """Return the sentence that counts and names them."""
        more = ", ..." if self.count > len(self._first) else ""
        return f"{label}: {self.count:,} ({', '.join(self._first)}{more})."

    def faults(
        self,
        severity: Severity,
        label: str,
        *,
        remedy: str | None = None,
        repair: Repair | None = None,
    ) -> list[Fault]:
        """Return the fault that all of them are together; none where nothing was counted."""
        if not self.count:
            return []
        return [Fault(severity, self.told(label), remedy, repair)]
