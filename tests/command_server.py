"""Runs the commands it is sent, each in a process of its own that has the libraries loaded.

An order is a line of JSON on standard input: the arguments, the folder to run in, variables of the
environment, and the most bytes a file may have (None: any). The reply is one too: the exit status
(below 0 for a signal) and what was printed.
"""

import importlib
import json
import os
import resource
import sys
import tempfile
import traceback
from typing import Any, NoReturn

from bot.cli import COMMANDS, main

LIBRARIES = ("faiss", "filelock", "httpx2", "onnxruntime", "sentence_transformers", "tantivy")


def _reply(order: dict[str, Any]) -> dict[str, Any]:  # Any: JSON values
    """Run a command in a child and return what came of it."""
    out, error = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        for number, (reading, writing) in ((1, out), (2, error)):
            os.dup2(writing, number)
            os.close(reading)
        sys.stdout, sys.stderr = open(1, "w"), open(2, "w")  # noqa: SIM115 - to the end
        _obey(order)
    os.close(out[1])
    os.close(error[1])
    with os.fdopen(out[0], encoding="utf-8") as said, os.fdopen(error[0]) as complained:
        printed = {"out": said.read(), "error": complained.read()}
    _, status = os.waitpid(child, 0)
    return printed | {"status": os.waitstatus_to_exitcode(status)}


def _obey(order: dict[str, Any]) -> NoReturn:  # Any: JSON values
    """Be the process that runs the command; end as it does."""
    status: Any = 70  # what a traceback ends with
    try:
        os.chdir(order["folder"])
        os.environ.update(order["environment"])
        tempfile.tempdir = None  # the libraries have looked for it already
        if order["most_bytes"] is not None:
            hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
            resource.setrlimit(resource.RLIMIT_FSIZE, (order["most_bytes"], hard))
        main(order["arguments"])
    except SystemExit as ended:
        status = ended.code
    except BaseException:  # noqa: BLE001 - a traceback is what the tests look for
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status or 0)


if __name__ == "__main__":
    modules = {f"bot.commands.{module}" for module, _ in COMMANDS.values()}
    for needed in (*LIBRARIES, *sorted(modules)):
        importlib.import_module(needed)
    for line in sys.stdin:
        print(json.dumps(_reply(json.loads(line))), flush=True)  # noqa: T201 - the reply
