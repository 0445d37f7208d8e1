"""Prints what Pullquote costs beside what else could be used: time, memory, disk, and the ratios.

    python benchmarks/speed [--sizes N ...] [--peers PEER ...] [--work FOLDER [--resume]]
                            [--into FILE]

Everybody gets the same articles, cut into the same passages, the same questions, the same model
(all-MiniLM-L6-v2), the same processors and no setting that its documentation does not recommend.
Each peer is installed into an environment of its own. Each step is a process of its own, in turns
with the others'; figures are medians. From --sampled-from passages on, vectors are drawn by the
text's hash, for everybody alike: building then costs everything but the model. The threshold of
Pullquote is 0, so that it refuses no question; questions are made of the articles' own words, and
none is asked twice, but where a table says so. Memory is what a process and its children hold,
mapped files included. Hours of it can be taken in parts: what was measured of each size is kept in
--work, and --resume goes on from there.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for what lies beside `speed`

from speed.command import main

if __name__ == "__main__":
    main(str(__doc__))
