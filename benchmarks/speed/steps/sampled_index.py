"""Indexes a folder as `pullquote index` does, but with sampled vectors.

python benchmarks/speed/steps/sampled_index.py ARTICLES DATA_DIR
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # for what lies beside `speed`

from rank_fitting.newsrooms import NoProgress
from speed.sampled import SampledEncoder

from bot.composition import encoder_of
from bot.settings import Settings
from embeddings.archive import Archive
from embeddings.indexing import index
from embeddings.manifests import manifest_of
from embeddings.syncing.planning import SyncOptions


def main() -> None:
    """Index, and print how many passages there are."""
    articles, data_dir = Path(sys.argv[1]), Path(sys.argv[2])
    real = encoder_of(Settings(data_dir=data_dir))
    encoder = SampledEncoder(real.model, real.fingerprint, real.dimensions)
    with Archive.create(data_dir, manifest_of(encoder)) as archive:
        summary = index(archive, encoder, [articles], NoProgress(), options=SyncOptions())
    print(json.dumps({"passages": summary.passages}), flush=True)


if __name__ == "__main__":
    main()
