"""A real web on loopback for the tests: sites that answer, stall and lie as they are told."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

CERTIFICATE = Path(__file__).parent / "news-test.pem"
"""Self-signed, for the name news.test; its key is public and good for nothing else."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]


@dataclass
class Site:
    """One server: what it answers by path, and what it was asked."""

    port: int = 0
    answers: dict[str, "Respond"] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    names_asked_for: list[str | None] = field(default_factory=list)
    closing: Event = field(default_factory=Event)

    def at(self, path: str, host: str = "news.test", scheme: str = "http") -> str:
        """Return the address of `path` here."""
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def asked(self) -> list[str]:
        """Return the paths asked for, robots.txt left out."""
        return [hit.path for hit in self.hits if hit.path != "/robots.txt"]


class Handler(BaseHTTPRequestHandler):
    """Looks the path up in its site; what is not there is 404."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024
    site: Site

    def do_GET(self) -> None:
        """Record the request and answer it."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.site.hits.append(Hit(self.path, headers))
        answer = self.site.answers.get(self.path, page(b"nothing here", status=404))
        answer(self)

    def head(self, status: int, headers: dict[str, str]) -> None:
        """Send the status and `headers` and nothing else."""
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing."""


Respond = Callable[[Handler], None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Let connections be lost silently: the tests lose them on purpose."""


@contextmanager
def serving(address: str = "127.0.0.1", *, port: int = 0, tls: bool = False) -> Iterator[Site]:
    """Yield a site that is served as long as the `with` statement lasts."""
    site = Site()
    with _Server((address, port), type("SiteHandler", (Handler,), {"site": site})) as server:
        site.port = server.server_address[1]
        if tls:
            server.socket = _tls(site).wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield site
        finally:
            site.closing.set()
            server.shutdown()
            thread.join()


def _tls(site: Site) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    context.sni_callback = lambda _socket, name, _context: site.names_asked_for.append(name)
    return context


def page(body: bytes, *, status: int = 200, headers: dict[str, str] | None = None) -> Respond:
    """Return an answer with `body` and its length."""

    def respond(handler: Handler) -> None:
        handler.head(status, {"Content-Length": str(len(body))} | (headers or {}))
        handler.wfile.write(body)

    return respond


def empty(status: int, **headers: str) -> Respond:
    """Return an answer without a body; `_` in the names of `headers` stands for a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return page(b"", status=status, headers=named)


def in_turn(*answers: Respond) -> Respond:
    """Return an answer that is another one each time, the last one from then on."""
    left = list(answers)

    def respond(handler: Handler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return respond


def endless(
    pieces: Iterator[bytes], headers: dict[str, str] | None = None, *, status: int = 200
) -> Respond:
    """Return an answer without a length, as long as `pieces` come and anyone listens."""

    def respond(handler: Handler) -> None:
        handler.close_connection = True
        handler.head(status, {"Connection": "close"} | (headers or {}))
        for piece in pieces:
            handler.wfile.write(piece)
            handler.wfile.flush()

    return respond


def dripping(every_seconds: float) -> Respond:
    """Return an answer that sends one byte after the other and never ends."""

    def respond(handler: Handler) -> None:
        handler.head(200, {"Content-Length": "1000000"})
        while not handler.site.closing.wait(every_seconds):
            handler.wfile.write(b".")
            handler.wfile.flush()

    return respond
