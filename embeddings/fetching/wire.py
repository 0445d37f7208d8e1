"""The door to the network: connects to the very address that was checked, within a deadline.

It stands on httpcore2, the layer below httpx2's client: the one that lets a caller make the
connection, and that knows no proxies, cookies, passwords or redirects that would have to be
switched off. The host's name stays in the Host header and in TLS. Import it inside functions.
"""

import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import httpcore2
import httpx2

from embeddings.errors import FetchError, FetchFailure
from embeddings.fetching.guard import Guard

_KEEPALIVE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer whose body has not been read yet."""

    status: int
    headers: httpx2.Headers
    chunks: Iterable[bytes]


class _Deadline:
    """The end of the time that one request has; its connection asks before every step."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._end = 0.0

    def start(self, seconds: float) -> None:
        self._end = self._monotonic() + seconds

    def clip(self, seconds: float | None) -> float:
        left = self._end - self._monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time limit is over")
        return left if seconds is None else min(left, seconds)


class _TimedStream(httpcore2.NetworkStream):
    """A connection whose every step ends with the deadline, however small the steps are."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.clip(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.clip(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        timeout = self._deadline.clip(timeout)
        return _TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, timeout), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:  # Any: as the base class has it
        return self._stream.get_extra_info(info)


class _GuardedNetwork(httpcore2.NetworkBackend):
    """Makes connections to addresses the guard has passed, in their order until one answers."""

    def __init__(self, guard: Guard, deadline: _Deadline) -> None:
        self._guard = guard
        self._deadline = deadline
        self._network = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            addresses = self._guard.reachable(host, port)
        except OSError as error:
            raise httpcore2.ConnectError(error) from error
        failure: Exception = httpcore2.ConnectError(host)
        for address in addresses:
            seconds = self._deadline.clip(timeout)
            try:
                stream = self._network.connect_tcp(
                    address, port, seconds, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure


class Wire:
    """The open connections of a run; one request at a time."""

    def __init__(
        self,
        guard: Guard,
        *,
        monotonic: Callable[[], float],
        timeout_seconds: float,
        read_timeout_seconds: float,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._deadline = _Deadline(monotonic)
        self._seconds = timeout_seconds
        silence = dict.fromkeys(("connect", "read", "write", "pool"), read_timeout_seconds)
        self._extensions = {"timeout": silence}
        self._pool = httpcore2.ConnectionPool(
            ssl_context=ssl_context or httpcore2.default_ssl_context(),
            network_backend=_GuardedNetwork(guard, self._deadline),
            keepalive_expiry=_KEEPALIVE_SECONDS,
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    @contextmanager
    def get(self, url: httpx2.URL, headers: Mapping[str, str]) -> Iterator[Reply]:
        """Ask for `url`; the body can be read inside the `with` statement.

        Raises:
            FetchError: the guard refuses, the connection or the time limit fails, here or while
                the body is read.
        """
        self._deadline.start(self._seconds)
        target = httpcore2.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        sent = [(b"Host", url.netloc)]
        sent += [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
        with (
            _errors_translated(str(url)),
            self._pool.stream("GET", target, headers=sent, extensions=self._extensions) as answer,
        ):
            # The pool is the synchronous one, so its bodies are.
            chunks = cast("Iterable[bytes]", answer.stream)
            yield Reply(answer.status, httpx2.Headers(answer.headers), chunks)


@contextmanager
def _errors_translated(address: str) -> Iterator[None]:
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise FetchError(
            f"{address} did not answer in full within the time limit: try again later, or allow "
            "it more time in the settings.",
            FetchFailure.TIMEOUT,
        ) from error
    except httpcore2.NetworkError as error:
        raise _unreachable(address, error) from error
    except httpcore2.ProtocolError as error:
        raise FetchError(
            f"The answer of {address} is cut short or no HTTP ({error}): try again later, and "
            "check the address in a browser.",
            FetchFailure.BROKEN,
        ) from error


def _unreachable(address: str, error: httpcore2.NetworkError) -> FetchError:
    cause = error.args[0] if error.args else None
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FetchError(
            f"The server of {address} cannot prove its name ({cause.verify_message}): check the "
            "address, and the certificates this machine trusts.",
            FetchFailure.CERTIFICATE,
        )
    return FetchError(
        f"{address} cannot be reached ({error}): check the address and the connection.",
        FetchFailure.UNREACHABLE,
    )
