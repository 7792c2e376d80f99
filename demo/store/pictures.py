"""Pictures without picture files: small PNG and JPEG images made from their name.

The same name gives the same picture, in any store and at any time. Four names give
pictures that are no good; see :data:`BROKEN` and those after it.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator

BROKEN = "/b/r/broken.png"
"""A PNG that ends in the middle."""
MISSING = "/m/i/missing.jpg"
"""There is no such file, though a product names it."""
HUGE = "/h/u/huge.png"
"""A right PNG of :data:`HUGE_SIZE` bytes."""
WRONG_TYPE = "/w/r/wrong-type.jpg"
"""A web page instead of a picture, with status 200."""

HUGE_SIZE = 12 * 1024 * 1024
EDGE = 48

_CHUNK = 64 * 1024
_PNG_START = b"\x89PNG\r\n\x1a\n"
Color = tuple[int, int, int]


def color_of(name: str) -> Color:
    """Return the colour of the picture that is called so."""
    red, green, blue = hashlib.sha256(name.encode()).digest()[:3]
    return red, green, blue


def content_of(name: str) -> bytes:
    """Return the picture called ``name``, in the format of its suffix."""
    maker = jpeg if name.lower().endswith((".jpg", ".jpeg")) else png
    return maker(color_of(name))


def mime_of(content: bytes) -> str | None:
    """Return the type of a picture by its first bytes, None for anything else."""
    if content.startswith(_PNG_START):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/gif" if content.startswith(b"GIF8") else None


def png(color: Color, edge: int = EDGE) -> bytes:
    """Return a PNG: ``color`` with a lighter square in the middle."""
    header = struct.pack(">IIBBBBB", edge, edge, 8, 2, 0, 0, 0)
    rows = b"".join(
        b"\0" + b"".join(bytes(_shade(color, x, y, edge)) for x in range(edge))
        for y in range(edge)
    )
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    return _PNG_START + b"".join(_chunk(kind, data) for kind, data in parts)


def huge() -> Iterator[bytes]:
    """Yield a PNG of :data:`HUGE_SIZE` bytes: most of it is a comment."""
    small = png(color_of(HUGE))
    end = small[-12:]
    filling = HUGE_SIZE - len(small) - 12
    yield small[:-12]
    # Zero bytes in a chunk that readers skip; its check sum is that of the zeros.
    yield struct.pack(">I", filling) + b"tEXt"
    check = zlib.crc32(b"tEXt")
    for start in range(0, filling, _CHUNK):
        piece = bytes(min(_CHUNK, filling - start))
        check = zlib.crc32(piece, check)
        yield piece
    yield struct.pack(">I", check) + end


def _shade(color: Color, x: int, y: int, edge: int) -> Color:
    inside = all(edge // 4 <= place < edge * 3 // 4 for place in (x, y))
    red, green, blue = ((part + 255) // 2 if inside else part for part in color)
    return red, green, blue


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + _checksum(kind + data)


def _checksum(data: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(data))


def jpeg(color: Color, edge: int = EDGE) -> bytes:
    """Return a JPEG of one colour: nothing but the mean of each block of 8 by 8.

    Its Huffman tables are its own (ITU T.81, annex C): twelve codes of four bits for
    the size of a difference, and one code, ``0``, for the end of a block.
    """
    sizes = bytes(range(12))
    tables = (
        (0xDB, b"\0" + b"\1" * 64),
        (
            0xC0,
            struct.pack(">BHHB", 8, edge, edge, 3) + b"\1\x11\0\2\x11\0\3\x11\0",
        ),
        (0xC4, b"\0" + bytes([0, 0, 0, 12] + [0] * 12) + sizes),
        (0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\0"),
        (0xDA, b"\3\1\0\2\0\3\0\0\x3f\0"),
    )
    head = b"\xff\xd8" + b"".join(
        struct.pack(">BBH", 0xFF, kind, len(data) + 2) + data for kind, data in tables
    )
    blocks = (edge // 8) ** 2
    first = "".join(_difference(8 * (part - 128)) for part in _ycc(color))
    bits = first + "00000" * 3 * (blocks - 1)
    bits += "1" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big")
    return head + data.replace(b"\xff", b"\xff\0") + b"\xff\xd9"


def _ycc(color: Color) -> tuple[int, int, int]:
    red, green, blue = color
    return (
        round(0.299 * red + 0.587 * green + 0.114 * blue),
        round(128 - 0.168736 * red - 0.331264 * green + 0.5 * blue),
        round(128 + 0.5 * red - 0.418688 * green - 0.081312 * blue),
    )


def _difference(value: int) -> str:
    """Return the bits of a block whose mean differs by ``value`` from the last."""
    size = abs(value).bit_length()
    low = value if value >= 0 else value + (1 << size) - 1
    return f"{size:04b}" + (f"{low:0{size}b}" if size else "") + "0"
