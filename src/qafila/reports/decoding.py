"""Bytes to text: UTF-8 where it holds, else what marks, declarations and the bytes tell."""

from __future__ import annotations

import codecs
import contextlib
import re
from typing import TYPE_CHECKING

from qafila.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKED = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FOREIGN = (
    (b"%PDF-", "this is a PDF, not text; save its text as a .txt file (a scan needs OCR first)"),
    (b"PK\x03\x04", "this is a ZIP archive or an office document, not text; unpack it or save its "
     "text as a .txt file"),
    (b"\x1f\x8b", "this is compressed (gzip); unpack it first"),
    (b"\xd0\xcf\x11\xe0", "this is an old office document, not text; save its text as a .txt file"),
    (b"{\\rtf", "this is a Rich Text file; save its text as a .txt file"),
    (b"\x89PNG", "this is a picture, not text; type or recognise its text first"),
    (b"\xff\xd8\xff", "this is a picture, not text; type or recognise its text first"),
)  # fmt: skip
# What a text without a byte order mark must mostly consist of to be taken for UTF-16.
_WRITTEN = re.compile(r"[\w\s!-/:-@\[-`{-~«»،؛؟٪\u2010-\u2027]")
_MOSTLY = 0.95
_WIDE = 4  # characters; any two bytes are a letter of UTF-16
_SAMPLE = 4096  # characters
# Arabic read as Latin-1 gives words such as "ÇáæÞæÏ"; no language of ours writes so.
_NO_LATIN = re.compile(r"[À-ÿ]{4,}")
# Arabic of one code page read by another gives words such as "انèâèد". Plain Latin letters are the
# same in all of them and tell nothing.
_MIXED = re.compile(r"[À-ÿ][\u0621-\u064a]|[\u0621-\u064a][À-ÿ]")
_SELDOM = 0.05  # of the words of a text, as in a name that an Arabic particle is written onto
_ENOUGH = 3  # words
_CODE_PAGES = ["cp1256", "cp1252", "latin_1", "iso8859_6"]


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    r"""Text of a file in any encoding.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        File name to show.
    declared : str, optional
        Encoding that the file itself claims; used only where the bytes are not UTF-8 and fit it.

    Returns
    -------
    str
        The text without a byte order mark, newlines ``\n``.

    Raises
    ------
    ReportError
        If it is no text; the message says what it is instead.

    Examples
    --------
    >>> decode("نفد الوقود".encode("utf-16"), "a.txt")
    'نفد الوقود'
    >>> decode("نفد الوقود".encode("utf-16-le"), "a.txt")
    'نفد الوقود'
    """
    text = _decode(data, name, declared).removeprefix("\ufeff")
    if "\x00" in text:
        raise ReportError(f"{name}: the file holds NUL characters; it is not a text file")
    odd = sum(ord(sign) < 32 and sign not in "\n\r\t\f" for sign in text)
    if odd > len(text) / 50 + 1:
        raise ReportError(f"{name}: the file is binary, not text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes, name: str, declared: str | None) -> str:
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    for sign, problem in _FOREIGN:
        if data.startswith(sign):
            raise ReportError(f"{name}: {problem}")
    if b"\x00" in data:
        return _wide(data, name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _declared(data, declared) or _guess(data, name)


def _wide(data: bytes, name: str) -> str:
    """UTF-16 without a byte order mark, told from binary data by reading as words."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        written = sum(_is_familiar(sign) for sign in sample)
        if len(text) >= _WIDE and "\x00" not in text and written >= _MOSTLY * len(sample):
            return text
    raise ReportError(f"{name}: the file holds NUL bytes; it is not a text file")


def _is_familiar(sign: str) -> bool:
    """Whether a character is one of Latin or Arabic text: the wrong byte order gives others."""
    code = ord(sign)
    near = code < 0x0250 or 0x0600 <= code < 0x0700 or 0x2000 <= code < 0x2070
    return near and _WRITTEN.match(sign) is not None


def _declared(data: bytes, declared: str | None) -> str | None:
    if declared is None:
        return None
    try:
        text = data.decode(declared)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if len(_NO_LATIN.findall(text)) >= _ENOUGH or _MIXED.search(text) else text


def _guess(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_CODE_PAGES).best()
    if best is not None and not _MIXED.search(str(best)):
        return str(best)
    unmixed = (
        text for text in _readings(data) if not (_MIXED.search(text) or _NO_LATIN.search(text))
    )
    text = next(unmixed, None) if best is not None else None
    if text is not None:
        return text
    if best is None or len(_MIXED.findall(str(best))) > len(str(best).split()) * _SELDOM:
        raise ReportError(f"{name}: its encoding is not known; save the file as UTF-8")
    return str(best)


def _readings(data: bytes) -> Iterator[str]:
    for encoding in _CODE_PAGES:
        with contextlib.suppress(UnicodeDecodeError):
            yield data.decode(encoding)
