"""`pullquote doctor`: is everything in the data folder as it should be, and what can be mended."""

import secrets
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from functools import cache, partial
from pathlib import Path

from rich.console import Console

from bot.answering.ranking.reranking import BUNDLED, FOLDER, NONE, fault_of, load_reranker
from bot.commands import options
from bot.commands.ending import EXIT_ARCHIVE, EXIT_BELOW
from bot.commands.shared import print_json, settings_for
from bot.composition import encoder_of, model_of, models_of
from bot.settings import Settings
from bot.terminal import doctor_report
from embeddings.doctor.encoder_files import CHECK as ENCODER
from embeddings.doctor.encoder_files import encoder_files
from embeddings.doctor.examining import LoadEncoder, examine
from embeddings.doctor.findings import Finding, Severity
from embeddings.doctor.patient import DEFAULT_SAMPLE, Thoroughness
from embeddings.doctor.repairing import Repaired
from embeddings.doctor.repairing import repair as mend
from embeddings.errors import ModelError
from embeddings.sums import READ_ANEW

STATUSES = {
    Severity.OK: 0,
    Severity.NOTICE: 0,
    Severity.WARNING: EXIT_BELOW,
    Severity.DAMAGE: EXIT_ARCHIVE,
}
_MOST_SEEDS = 1_000_000
_LOOKING = "Looking: a large index takes some minutes, with --quick some seconds"
_ROUNDS = 2
"""A damaged index of the database hides what else is damaged until it is mended."""


def doctor(  # noqa: PLR0917 - typer reads options off the arguments, and passes them by name
    quick: options.Quick = False,
    repair: options.Repair = False,
    sample: options.Sample = DEFAULT_SAMPLE,
    seed: options.Seed = None,
    data_dir: options.DataDir = None,
    as_json: options.AsJson = False,
) -> None:
    """Check the index, the search files, the sources and the models; mend what can be mended.

    Nothing is written without --repair. Status 0 where all is well or only worth knowing, 1 for a
    warning, 4 for damage that is left.

    Examples: `pullquote doctor --quick`, `pullquote doctor --repair`
    """
    settings = settings_for(data_dir)
    drawn = secrets.randbelow(_MOST_SEEDS) if seed is None else seed
    how = Thoroughness(quick, sample, drawn)
    offline = settings.model_copy(update={"allow_model_download": False})
    load_encoder = cache(partial(encoder_of, offline, READ_ANEW))
    found = _examined(settings, load_encoder, how, as_json=as_json)
    done: list[Repaired] = []
    for _ in range(_ROUNDS if repair else 0):
        if any(finding.repair for finding in found):
            done += _repaired(settings, load_encoder, found, as_json=as_json)
            found = _examined(settings, load_encoder, how, as_json=as_json)
    sys.exit(STATUSES[doctor_report.worst([*found, *done])])


def _examined(
    settings: Settings, load_encoder: LoadEncoder, how: Thoroughness, *, as_json: bool
) -> list[Finding]:
    """Examine everything, printing each finding as it is found."""
    console, found = Console(), []
    with console.status(_LOOKING) if not as_json else nullcontext():
        for finding in _findings(settings, load_encoder, how):
            found.append(finding)
            if as_json:
                print_json(doctor_report.finding_as_json(finding))
            else:
                doctor_report.print_finding(console, finding)
    if not as_json:
        doctor_report.print_verdict(console, found)
    return found


def _findings(
    settings: Settings, load_encoder: LoadEncoder, how: Thoroughness
) -> Iterator[Finding]:
    yield from examine(settings.data_dir, load_encoder, how)
    yield encoder_finding(settings)
    yield reranker_finding(settings.reranker)


def encoder_finding(settings: Settings) -> Finding:
    """Look whether the model is run as ENCODER_BACKEND wants it."""
    offline = settings.model_copy(update={"allow_model_download": False})
    try:
        model = model_of(offline)
    except ModelError as error:
        return Finding(ENCODER, Severity.DAMAGE, str(error))
    return encoder_files(model, models_of(settings), settings.encoder_backend)


def reranker_finding(name: str, *, bundled: Path = FOLDER) -> Finding:
    """Look whether the reranker of that setting is here; the bundled one, if it is unchanged."""
    check = "reranker"
    if name == NONE:
        return Finding(check, Severity.OK, "None is wanted (RERANKER=none).")
    if name == BUNDLED:
        fault = fault_of(bundled)
        if fault is None:
            return Finding(check, Severity.OK, "The bundled one is here, unchanged.")
        what = f"The bundled one is left out ({fault}), so answers are ranked without it."
        return Finding(
            check, Severity.WARNING, what, "Install pullquote again, or set RERANKER=none."
        )
    try:
        load_reranker(name, allow_download=False)
    except ModelError as error:
        return Finding(check, Severity.DAMAGE, str(error))
    return Finding(check, Severity.OK, f"{name} is here.")


def _repaired(
    settings: Settings, load_encoder: LoadEncoder, found: list[Finding], *, as_json: bool
) -> list[Repaired]:
    """Mend what can be mended, printing what is done."""
    console, done = Console(), []
    for repaired in mend(settings.data_dir, found, load_encoder):
        done.append(repaired)
        if as_json:
            print_json(doctor_report.repaired_as_json(repaired))
        else:
            doctor_report.print_repaired(console, repaired)
    return done
