"""Read and write PNG pictures with nothing but zlib, to look at screenshots in tests."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def read_png(data: bytes) -> NDArray[np.uint8]:
    """Pixels of an eight-bit RGB or RGBA picture, shape (row, column, 3)."""
    assert data[:8] == _SIGNATURE
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    assert depth == 8
    channels = {2: 3, 6: 4}[kind]
    packed, at = b"", 8
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        if name == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += 12 + length
    raw = np.frombuffer(zlib.decompress(packed), dtype=np.uint8)
    lines = raw.reshape(height, 1 + width * channels)
    out = np.zeros((height, width * channels), dtype=np.uint8)
    above = np.zeros(width * channels, dtype=np.uint8)
    for row in range(height):
        above = _undo(int(lines[row, 0]), lines[row, 1:], above, channels)
        out[row] = above
    return out.reshape(height, width, channels)[:, :, :3]


def _undo(
    method: int, line: NDArray[np.uint8], above: NDArray[np.uint8], step: int
) -> NDArray[np.uint8]:
    """One line without its filter."""
    if method == 0:
        return line.copy()
    if method == 2:
        return line + above
    if method == 1:
        pixels = line.reshape(-1, step).astype(np.uint64).cumsum(axis=0) % 256
        return pixels.astype(np.uint8).ravel()
    values, before = bytearray(line.tobytes()), above.tobytes()
    for i in range(len(values)):
        left = values[i - step] if i >= step else 0
        up = before[i]
        corner = before[i - step] if i >= step else 0
        if method == 3:
            guess = (left + up) // 2
        else:
            base = left + up - corner
            guess = min((left, up, corner), key=lambda value: abs(base - value))
        values[i] = (values[i] + guess) % 256
    return np.frombuffer(bytes(values), dtype=np.uint8)


def write_png(pixels: NDArray[np.uint8]) -> bytes:
    """An RGB picture."""
    height, width, _ = pixels.shape
    lines = np.concatenate(
        [np.zeros((height, 1), np.uint8), pixels.reshape(height, width * 3)], axis=1
    )

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(lines.tobytes(), 6))
    return _SIGNATURE + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")
