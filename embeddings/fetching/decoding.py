"""Bodies as they come off the wire, unpacked piece by piece and never far beyond a limit."""

import zlib
from collections.abc import Callable, Iterable, Iterator

from embeddings.errors import FetchError, FetchFailure

ACCEPTED = "gzip"
"""The packing that is asked for; anything else is refused, and so is gzip within gzip."""
_PACKED = {"gzip", "x-gzip"}
_GZIP_WINDOW = zlib.MAX_WBITS | 16
_GZIP_MAGIC = 0x1F
_PIECE_BYTES = 64 * 1024
_Unpacker = Callable[[Iterable[bytes]], Iterator[bytes]]


class _LimitPassed(Exception):  # noqa: N818 - it ends the reading; nothing is wrong
    """More bytes came off the wire than may be taken."""


def collected(
    chunks: Iterable[bytes], encoding: str, *, max_bytes: int, address: str
) -> tuple[bytes, bool]:
    """Return the unpacked body of `address`, and whether it was cut after `max_bytes`.

    Packed bytes count against the limit as well. Reading stops where the limit is passed: no more
    than a piece beyond it is ever held.

    Raises:
        FetchError: (ENCODING) packed in a way nobody asked for; (BROKEN) damaged or incomplete.
    """
    body = bytearray()
    try:
        for piece in _unpacker(encoding, address)(_at_most(chunks, max_bytes)):
            body += piece
            if len(body) > max_bytes:
                return bytes(memoryview(body)[:max_bytes]), True
    except _LimitPassed:
        return bytes(body), True
    except (zlib.error, EOFError) as error:
        raise FetchError(
            f"The gzip packing of {address} is damaged ({error}): try again later, and check the "
            "address in a browser.",
            FetchFailure.BROKEN,
        ) from error
    return bytes(body), False


def _at_most(chunks: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    taken = 0
    for chunk in chunks:
        yield chunk
        taken += len(chunk)
        if taken > max_bytes:
            raise _LimitPassed


def _unpacker(encoding: str, address: str) -> _Unpacker:
    packings = [name.strip().lower() for name in encoding.split(",") if name.strip()]
    packings = [name for name in packings if name != "identity"]
    if not packings:
        return iter
    if len(packings) == 1 and packings[0] in _PACKED:
        return _gunzipped
    raise FetchError(
        f"{address} is packed as '{encoding}', but only gzip, once, was asked for: its server has "
        "to be mended.",
        FetchFailure.ENCODING,
    )


def _gunzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what `chunks` unpack to, member after member; what follows the last is padding."""
    member = zlib.decompressobj(_GZIP_WINDOW)
    for chunk in chunks:
        packed = chunk
        while packed:
            if member.eof:
                if packed[0] != _GZIP_MAGIC:
                    break
                member = zlib.decompressobj(_GZIP_WINDOW)
            piece = member.decompress(packed, _PIECE_BYTES)
            while piece:
                yield piece
                piece = member.decompress(member.unconsumed_tail, _PIECE_BYTES)
            packed = member.unused_data
    if not member.eof:
        raise EOFError("it ends too soon")
