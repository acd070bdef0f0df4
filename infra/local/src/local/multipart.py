"""A form with files as a stream: read from disk while it is sent, never whole in memory."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

_PIECE = 256 * 1024  # bytes read from disk at a time


class MultipartForm:
    """`multipart/form-data` with a known length, readable like a file; one reading only.

    `sent(bytes so far, bytes in all)` is called as the files are read.
    """

    def __init__(
        self, fields: Mapping[str, str], files: Sequence[Path], sent: Callable[[int, int], None] = lambda *_: None
    ) -> None:
        self._sent = sent
        self._boundary = f"shopsight-{secrets.token_hex(16)}"
        self._fields = fields
        self._files = [(path, path.stat().st_size) for path in files]
        self._pieces = self._produce()
        self._rest = b""

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self._boundary}"

    def environ(self) -> dict[str, object]:
        """What a WSGI server would make of this body."""
        return {"wsgi.input": self, "CONTENT_TYPE": self.content_type, "CONTENT_LENGTH": str(self.length)}

    @property
    def length(self) -> int:
        """Bytes of the whole body."""
        fields = sum(len(self._field(name, value)) for name, value in self._fields.items())
        files = sum(len(self._file_head(path)) + size + 2 for path, size in self._files)
        return fields + files + len(self._end())

    def read(self, size: int = -1) -> bytes:
        """The next bytes, up to `size`; empty at the end."""
        if size < 0:
            everything = self._rest + b"".join(self._pieces)
            self._rest = b""
            return everything
        while len(self._rest) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest = self._rest + piece if self._rest else piece
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    def _produce(self) -> Iterator[bytes]:
        for name, value in self._fields.items():
            yield self._field(name, value)
        total = sum(size for _, size in self._files)
        done = 0
        for path, size in self._files:
            yield self._file_head(path)
            left = size  # a file that grows meanwhile is sent as long as it was when its length was told
            with path.open("rb") as file:
                while left and (piece := file.read(min(_PIECE, left))):
                    left -= len(piece)
                    done += len(piece)
                    self._sent(done, total)
                    yield piece
            if left:
                raise OSError(f"{path} became shorter while it was read")
            yield b"\r\n"
        yield self._end()

    def _field(self, name: str, value: str) -> bytes:
        return f'--{self._boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()

    def _file_head(self, path: Path) -> bytes:
        name = path.name.replace("\\", "%5C").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        return (
            f'--{self._boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()

    def _end(self) -> bytes:
        return f"--{self._boundary}--\r\n".encode()
