"""Reads an answer as it arrives, within limits of size and time."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from typing import Any

import requests
import urllib3

_CHUNK = 64 * 1024
#: What is asked for, so that only this need be understood.
ACCEPT_ENCODING = "gzip"


class TooLong(Exception):
    """The answer is longer than the limit, as sent or once unpacked."""


class TooSlow(Exception):
    """The answer takes longer than the limit, however steadily it trickles."""


class UnknownPacking(Exception):
    """The answer is packed in a way that nobody asked for."""


def read(response: requests.Response, limit: int, seconds: float) -> bytes:
    """The whole content, unpacked.

    What is packed is unpacked piece by piece, so that a small answer that unpacks to
    gigabytes takes no more memory than the limit.

    :param limit: bytes beyond which it is refused
    :param seconds: how long its whole may take
    :raises TooLong: there is more than ``limit``
    :raises TooSlow: it did not come in time
    :raises UnknownPacking: see there
    :raises requests.RequestException: the connection broke
    """
    deadline = time.monotonic() + seconds
    unpack = _unpacker(response.headers.get("Content-Encoding", ""), limit)
    content = bytearray()
    for part in _parts(response):
        content += unpack(part, limit - len(content))
        if len(content) > limit:
            raise TooLong
        if time.monotonic() > deadline:
            raise TooSlow
    content += unpack.finish()
    return bytes(content)


class _AsItIs:
    def __call__(self, part: bytes, room: int) -> bytes:
        return part

    def finish(self) -> bytes:
        return b""


class _Unpacked:
    """Unpacks gzip, in one or several members, and zlib's format."""

    def __init__(self) -> None:
        self._inflate = self._new()
        self._begun = False

    @staticmethod
    def _new() -> Any:
        return zlib.decompressobj(wbits=32 + zlib.MAX_WBITS)  # either header

    def __call__(self, part: bytes, room: int) -> bytes:
        """What the part unpacks to, at most one byte more than there is room for."""
        unpacked = bytearray()
        try:
            while part:
                if self._inflate.eof:
                    if not part.strip(b"\0"):
                        break  # gzip allows zeros behind its end
                    self._inflate = self._new()
                self._begun = True
                unpacked += self._inflate.decompress(part, room + 1 - len(unpacked))
                if len(unpacked) > room:
                    raise TooLong
                part = self._inflate.unconsumed_tail or self._inflate.unused_data
        except zlib.error as error:
            raise requests.exceptions.ContentDecodingError(error) from error
        return bytes(unpacked)

    def finish(self) -> bytes:
        if self._begun and not self._inflate.eof:
            raise requests.exceptions.ContentDecodingError("cut short")
        return b""


def _unpacker(encoding: str, limit: int) -> _AsItIs | _Unpacked:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _AsItIs()
    if name in ("gzip", "x-gzip", "deflate"):
        return _Unpacked()
    raise UnknownPacking(name)


def _parts(response: requests.Response) -> Iterator[bytes]:
    """The content as it arrives, packed.

    ``iter_content`` waits until a whole chunk is there, however slowly it comes.
    """
    raw = response.raw
    # urllib3 before 2 has no read1.
    read_some = getattr(raw, "read1", None) or raw.read
    try:
        while part := read_some(_CHUNK, decode_content=False):
            yield part
    except urllib3.exceptions.ReadTimeoutError as error:
        raise requests.exceptions.ConnectionError(error) from error
    except urllib3.exceptions.SSLError as error:
        raise requests.exceptions.SSLError(error) from error
    except urllib3.exceptions.HTTPError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from error
