"""Checks of the search files: whole, of the archive's last state, and nothing left over."""

from collections.abc import Iterator
from pathlib import Path

from embeddings.archive import Archive
from embeddings.derived.generations import FOLDER_NAME, Generation, OutdatedError, numbered
from embeddings.derived.verifying import verify
from embeddings.doctor.findings import Fault, Outcome, Repair, Severity, Tally
from embeddings.doctor.patient import Patient
from embeddings.storage.locks import is_written

KEPT = 2
"""So many generations are kept: who is about to open the last but one still can."""
_UNFINISHED = ".building-*"


def root_of(archive: Archive) -> Path:
    """Return the folder of the search files."""
    return archive.path.parent / FOLDER_NAME


def search_files(patient: Patient) -> Outcome:
    """Look whether the newest search files are what the archive holds, byte for byte.

    A quick look compares sizes and times alone.
    """
    archive = patient.archive
    numbers = [number for number in numbered(root_of(archive)) if number <= archive.sequence]
    if not numbers:
        return _mending_itself("There are no search files yet")
    folder = root_of(archive) / str(numbers[0])
    try:
        generation = Generation.read(folder)
    except OutdatedError:
        return _mending_itself(f"{folder} was written by another release")
    except Exception as error:  # noqa: BLE001 - whatever stands in it
        return _damaged([f"The manifest of {folder} cannot be read ({error})."])
    return _compared(patient, generation)


def _compared(patient: Patient, generation: Generation) -> Outcome:
    archive, facts, state = patient.archive, generation.facts, patient.archive.state
    behind = facts.state != state
    if behind or patient.how.quick:
        problems = list(_changed(generation, quick=patient.how.quick))
        if behind and not problems:
            return _mending_itself(f"{generation.folder} is behind the database")
        if facts.passages != archive.counts()[1] and not behind:
            problems.append(f"{generation.folder} has not as many passages as the database.")
    else:
        problems = verify(archive)
    if problems and (archive.state != state or not generation.folder.is_dir()):
        what = "Another process wrote meanwhile, so these could not be compared: look again."
        return Outcome(what, [Fault(Severity.NOTICE, what)])
    if problems:
        return _damaged(problems)
    said = "sizes and times are" if patient.how.quick else "every byte is"
    return Outcome(f"{len(generation.files):,} files, {facts.passages:,} passages: {said} right.")


def _changed(generation: Generation, *, quick: bool) -> Iterator[str]:
    """Yield what was changed in the files since they were published."""
    if quick:
        try:
            generation.check()
        except (OSError, ValueError) as error:
            yield f"{generation.folder} is damaged ({error})."
        return
    for name in generation.files:
        try:
            generation.check_sum(name)
        except (OSError, ValueError) as error:
            yield f"{generation.folder / name} is damaged ({error})."


def _mending_itself(what: str) -> Outcome:
    told = f"{what}: the next start or sync makes them."
    return Outcome(told, [Fault(Severity.NOTICE, told, repair=Repair.CATCH_UP)])


def _damaged(problems: list[str]) -> Outcome:
    faults = [Fault(Severity.DAMAGE, one, repair=Repair.SEARCH_FILES) for one in problems]
    return Outcome("", faults)


def leftovers(patient: Patient) -> Outcome:
    """Look for what killed processes, and backups put in the place of the database, left."""
    archive = patient.archive
    found = Tally()
    if is_written(archive.path.parent):
        return Outcome("Not looked for while another process is writing.")
    for folder in unfinished(archive):
        found.add(folder.name)
    kept = kept_numbers(archive)
    for number in numbered(root_of(archive)):
        if number not in kept:
            found.add(number)
    faults = found.faults(
        Severity.NOTICE, "Folders of search files that nobody needs", repair=Repair.LEFTOVERS
    )
    return Outcome("Nothing was left over.", faults)


def unfinished(archive: Archive) -> list[Path]:
    """Return the folders that a process has begun and not finished."""
    return sorted(root_of(archive).glob(_UNFINISHED))


def kept_numbers(archive: Archive) -> set[int]:
    """Return the generations that are to stay."""
    return set([one for one in numbered(root_of(archive)) if one <= archive.sequence][:KEPT])
