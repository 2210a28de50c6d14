"""Addresses of sources as text links; anything but a plain web address stays text."""

from __future__ import annotations

from urllib.parse import urlsplit

from markupsafe import Markup

from qafila.brief.isolation import name
from qafila.charts.theme import clean


def safe_url(text: str) -> str:
    """A web address, or nothing.

    Parameters
    ----------
    text : str
        What a source gave.

    Returns
    -------
    str
        The address if it is http or https with a host and without spaces, credentials or control
        characters; else an empty string.

    Examples
    --------
    >>> safe_url("https://example.org/a?b=1"), safe_url("javascript:alert(1)")
    ('https://example.org/a?b=1', '')
    """
    address = text.strip()
    if not address or clean(address) != address or any(sign in address for sign in " <>\"'`\\{}"):
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return ""
    return address


def host_of(address: str) -> str:
    """Host of an address, to show in its place.

    Parameters
    ----------
    address : str
        A safe address.

    Returns
    -------
    str
        The host without ``www.``.

    Examples
    --------
    >>> host_of("https://www.example.org/a")
    'example.org'
    """
    return (urlsplit(address).hostname or "").removeprefix("www.")


def host_only(text: str) -> str:
    """A source as no more than its host: addresses of articles tell what they tell of.

    Parameters
    ----------
    text : str
        Address or name of a source.

    Returns
    -------
    str
        Address of the host; empty where it is no address.

    Examples
    --------
    >>> host_only("https://www.example.org/200-tankers-arrived-on-monday"), host_only("a paper")
    ('https://example.org', '')
    """
    address = safe_url(text)
    return f"https://{host_of(address)}" if address else ""


def address_link(text: str) -> Markup:
    """A source as a link, or as text where it is no address.

    Parameters
    ----------
    text : str
        Address or name of a source.

    Returns
    -------
    Markup
        What is shown.

    Examples
    --------
    >>> address_link("UNHCR")
    Markup('<bdi>UNHCR</bdi>')
    """
    address = safe_url(text)
    if not address:
        return name(text)
    return Markup('<a href="{}" rel="noreferrer noopener" dir="ltr">{}</a>').format(
        address, host_of(address)
    )
