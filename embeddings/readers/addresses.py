"""Web addresses: lists of them, the id that an article has by its address, and links resolved."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from embeddings.schema import Problem

MAX_ID_CHARS = 300
_DIGEST_CHARS = 12
_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"(?:utm_\w+|at_(?:medium|campaign|custom\w*|link\w*|ptr_name|bbc_team|format)|mc_[ce]id"
    r"|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|igsh"
    r"|_hs(?:enc|mi)|hsctatracking|mkt_tok|oly_(?:anon|enc)_id|vero_id|wickedid|wt_mc|xtor|cmpid"
    r"|ocid|s_cid|smid|smtyp|guccounter|guce_referrer(?:_sig)?|spm|ito|ns_mchannel|ns_source"
    r"|ns_campaign|ns_linkname|ref_src|ref_url|soc_src|soc_trk|icid|ncid|srnd|__twitter_impression)",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[\s\x00-\x1f]")


def is_address(source: str) -> bool:
    """Say whether a source is an address of the web, not a path."""
    return source.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Addresses:
    """What a list of addresses holds: each once, in order, and the lines that hold none."""

    addresses: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def addresses_of(text: str, *, where: str = "the list") -> Addresses:
    """Return the addresses of `text`, one a line; lines with `#` before anything are comments."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for number, line in _lines(text):
        if is_web_address(line):
            found.setdefault(article_id_of(line), line)
        else:
            problems.append(Problem(f"{where}, line {number}", _not_an_address(line)))
    return Addresses(tuple(found.values()), tuple(problems))


def is_address_list(text: str) -> bool:
    """Say whether every line that is no comment is a web address, and there is one."""
    lines = [line for _, line in _lines(text)]
    return bool(lines) and all(map(is_web_address, lines))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        bare = line.strip()
        if bare and not bare.startswith("#"):
            yield number, bare


def _not_an_address(line: str) -> str:
    return f"is no web address ({line!r}): write one a line, starting with https://"


def is_web_address(address: str) -> bool:
    """Say whether `address` is an absolute http or https address."""
    return not _SPACE.search(address) and _parts(address) is not None


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    usable = parts.scheme in _PORTS and parts.hostname and port != 0
    return parts if usable else None


def resolved(link: str | None, base: str | None) -> str | None:
    """Return `link` as an absolute web address, seen from `base`; None where it is none."""
    if not link or not link.strip():
        return None
    try:
        address = urljoin(base or "", link.strip())
    except ValueError:
        return None
    address = address.replace(" ", "%20")
    return address if is_web_address(address) else None


def clean_address(address: str) -> str:
    """Return a web address without what does not name the page: the fragment, tracking marks.

    Scheme and host are in lower case, a default port is dropped; the path stays as it is.
    """
    parts = _parts(address)
    if parts is None:
        return address
    return urlunsplit((parts.scheme, _host(parts), parts.path or "/", _query(parts), ""))


def article_id_of(address: str) -> str:
    """Return the id of the article at `address`; a very long one ends in a digest of the whole."""
    cleaned = clean_address(address)
    if len(cleaned) <= MAX_ID_CHARS:
        return cleaned
    digest = hashlib.sha256(cleaned.encode()).hexdigest()[:_DIGEST_CHARS]
    return f"{cleaned[: MAX_ID_CHARS - _DIGEST_CHARS - 1]}~{digest}"


def name_of_address(address: str) -> str:
    """Return the last part of an address' path, to make a title or a file's name from."""
    parts = urlsplit(address)
    return PurePosixPath(parts.path).stem or parts.hostname or "page"


def address_key(address: str) -> str:
    """Return what all the ways to write one page's address share.

    Scheme, `www.` and a slash at the end do not count, nor does what `clean_address` leaves out.
    What is no web address is its own key.
    """
    parts = _parts(address)
    if parts is None:
        return address
    return f"//{_host(parts).removeprefix('www.')}{parts.path.rstrip('/')}?{_query(parts)}"


def _query(parts: SplitResult) -> str:
    """Return the parameters that name a page."""
    return "&".join(one for one in parts.query.split("&") if one and not _is_tracking(one))


def _is_tracking(parameter: str) -> bool:
    return bool(_TRACKING.fullmatch(parameter.partition("=")[0]))


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    if parts.port and parts.port != _PORTS[parts.scheme]:
        host = f"{host}:{parts.port}"
    user, at, _ = parts.netloc.rpartition("@")
    return f"{user}{at}{host}"


def is_front_page(address: str) -> bool:
    """Say whether `address` is that of a whole site, not of a page in it."""
    parts = _parts(address)
    return parts is not None and parts.path in ("", "/") and not parts.query


def same_site(one: str, other: str) -> bool:
    """Say whether two addresses lead to one site: the same domain, whatever stands before it."""
    return _site(one) == _site(other)


def _site(address: str) -> str | None:
    from courlan import extract_domain

    parts = _parts(address)
    host = (parts.hostname or "") if parts else ""
    domain = extract_domain(address, fast=False) if host else None
    return domain or host.removeprefix("www.")
