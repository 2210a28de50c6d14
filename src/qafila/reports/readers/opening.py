"""Files of tables: any encoding, packed or not, as lines of text; nothing is held as a whole."""

from __future__ import annotations

import codecs
import gzip
import io
import stat
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, NamedTuple, cast

from qafila.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_MOST_BYTES = 16 << 30  # unpacked; more than any table of rows that one ledger should take
_FREE_BYTES = 64 << 20  # unpacked; what may come out of a small archive whatever its ratio
_HIGHEST_RATIO = 200  # real tables of events pack to a tenth or a fortieth
_TABLES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".export.csv")
_FOREIGN = (
    (b"%PDF-", "a PDF"),
    (b"SQLite format 3\x00", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ", "packed with xz"),
    (b"7z\xbc\xaf", "packed with 7z"),
    (b"Rar!", "packed with rar"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd"),
)
_HINT = 'save the table as "CSV UTF-8"'
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile)


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a file become text.

    `strays` counts lines that are not in the encoding of the others; rows of such lines are put
    aside. `guessed` says that no rule but only likeness speaks for it.
    """

    name: str
    guessed: bool = False
    strays: int = 0


class Bytes(NamedTuple):
    """Bytes of a table, and how many of the file, packed or not, have been read so far."""

    stream: IO[bytes]
    taken: Callable[[], int]


class _Measured(io.RawIOBase):
    """Bytes of an archive, which stop with a message where they swell beyond reason."""

    def __init__(self, stream: IO[bytes], packed: int, name: str) -> None:
        self._stream = stream
        self._most = min(_MOST_BYTES, max(_FREE_BYTES, packed * _HIGHEST_RATIO))
        self._taken = 0
        self._name = name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        try:
            data = self._stream.read(len(view))
        except (*_BROKEN, RuntimeError, NotImplementedError, OSError) as error:
            raise ReportError(f"{self._name}: cannot be unpacked ({error})") from error
        self._taken += len(data)
        if self._taken > self._most:
            raise ReportError(
                f"{self._name}: swells to more than {self._most:,} bytes when it is unpacked; "
                "unpack it yourself if you trust it"
            )
        view[: len(data)] = data
        return len(data)


@contextmanager
def open_bytes(path: Path) -> Iterator[Bytes]:
    """Bytes of a table, unpacked where it is packed with zip or gzip.

    Parameters
    ----------
    path : Path
        The file.

    Yields
    ------
    Bytes
        Binary stream.

    Raises
    ------
    ReportError
        If it cannot be read, is no table, or swells beyond reason.
    """
    try:
        # Opening a pipe into which nobody writes would never end; a table is gone through twice.
        if stat.S_ISFIFO(path.stat().st_mode) or path.is_char_device():
            raise ReportError(
                f"{path}: is no file but a pipe or a device; save the table as a file"
            )
        file = path.open("rb")
    except OSError as error:
        raise ReportError(f"{path}: cannot be read ({error.strerror or error})") from error
    with file:
        head = file.read(16)
        file.seek(0)
        for magic, what in _FOREIGN:
            if head.startswith(magic):
                raise ReportError(f"{path.name}: this is {what}, not a table; {_HINT}")
        size = path.stat().st_size
        if head.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=file) as inner:
                measured = _Measured(cast("IO[bytes]", inner), size, path.name)
                yield Bytes(io.BufferedReader(measured), file.tell)
        elif head.startswith(b"PK\x03\x04"):
            with _member(file, path.name) as (stream, packed):
                yield Bytes(io.BufferedReader(_Measured(stream, packed, path.name)), file.tell)
        else:
            yield Bytes(file, file.tell)


@contextmanager
def _member(file: IO[bytes], name: str) -> Iterator[tuple[IO[bytes], int]]:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ReportError(f"{name}: cannot be unpacked ({error})") from error
    with archive:
        names = [one.filename for one in archive.infolist()]
        if any(one.startswith("xl/") for one in names):
            raise ReportError(f"{name}: this is an Excel workbook, not a table; {_HINT}")
        tables = [
            one
            for one in archive.infolist()
            if one.filename.casefold().endswith(_TABLES) and not one.filename.startswith("__MACOSX")
        ]
        if len(tables) != 1:
            held = ", ".join(one.filename[:60] for one in tables[:5]) or "none"
            raise ReportError(
                f"{name}: should hold one table and holds {len(tables)} ({held}); unpack it and "
                "name the one you mean"
            )
        try:
            with archive.open(tables[0]) as stream:
                yield stream, max(tables[0].compress_size, 1)
        except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
            raise ReportError(f"{name}: cannot be unpacked ({error})") from error


def find_encoding(stream: IO[bytes], name: str) -> Encoding:
    r"""Find out in which encoding a table is, by reading all of it once.

    Parameters
    ----------
    stream : file
        Its bytes.
    name : str
        File name to show.

    Returns
    -------
    Encoding
        UTF-8 unless the bytes say otherwise. A few wrong lines among many right ones are strays and
        do not change the encoding of the others.

    Raises
    ------
    ReportError
        If the file is empty or its encoding is not known.

    Examples
    --------
    >>> find_encoding(io.BytesIO("ville;morts\nSégou;3\n".encode("cp1252")), "a.csv").guessed
    True
    """
    head = stream.read(_SAMPLE)
    if not head.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise ReportError(f"{name}: the file is empty")
    if head[:2] in _UTF16:
        return Encoding("utf-16")
    half = len(head) // 2
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if half > 1 and head[start::2].count(0) > 0.7 * half and head[1 - start :: 2].count(0) == 0:
            return Encoding(encoding, guessed=True)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        chunk = head
        while chunk:
            decoder.decode(chunk)
            chunk = stream.read(_CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        stream.seek(0)
        return _mixed(stream, name)
    return Encoding("utf-8-sig")


def _mixed(stream: IO[bytes], name: str) -> Encoding:
    """Whether wrong bytes are strays in a UTF-8 file, or the whole file is in another encoding."""
    right = wrong = 0
    sample = bytearray()
    while line := stream.readline(_CHUNK):
        if line.isascii():
            continue
        try:
            line.decode("utf-8-sig")
            right += 1
        except UnicodeDecodeError:
            wrong += 1
            if len(sample) < _SAMPLE:
                sample += line[:_SAMPLE]
    if right > wrong:
        return Encoding("utf-8-sig", strays=wrong)
    from charset_normalizer import from_bytes

    tried = ["cp1256", "cp1252", "latin_1", "iso8859_6"]
    best = from_bytes(bytes(sample), cp_isolation=tried).best()
    if best is None:
        raise ReportError(f"{name}: its encoding is not known; {_HINT}")
    return Encoding(best.encoding, guessed=True)


def text_of(stream: IO[bytes], encoding: Encoding) -> io.TextIOWrapper:
    r"""Text of a table, newlines ``\n``; bytes that do not fit become signs that no text holds.

    Parameters
    ----------
    stream : file
        Its bytes, from the start.
    encoding : Encoding
        From `find_encoding`.

    Returns
    -------
    file
        Text stream.

    Examples
    --------
    >>> text_of(io.BytesIO(b"a\r\nb"), Encoding("utf-8-sig")).read()
    'a\nb'
    """
    errors = "surrogateescape" if encoding.name == "utf-8-sig" else "replace"
    return io.TextIOWrapper(stream, encoding=encoding.name, errors=errors, newline=None)
