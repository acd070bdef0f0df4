"""What a file is, whatever its name says: CSV or Parquet, compressed or not, its encoding and its delimiter."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from ingestion.files.plan import FilesError, SourceFile

_AS_CSV = "save or export it as CSV (UTF-8) and load that"
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (xls)", _AS_CSV),
    (b"%PDF", "a PDF document", _AS_CSV),
    (b"\xff\xd8\xff", "a picture (JPEG)", _AS_CSV),
    (b"\x89PNG", "a picture (PNG)", _AS_CSV),
    (b"GIF8", "a picture (GIF)", _AS_CSV),
    (b"SQLite format 3", "a SQLite database", _AS_CSV),
    (b"Obj\x01", "an Avro file", "export it as CSV or Parquet"),
    (b"ORC", "an ORC file", "export it as CSV or Parquet"),
    (b"BZh", "compressed with bzip2", "unpack it, or compress it with gzip"),
    (b"\xfd7zXZ", "compressed with xz", "unpack it, or compress it with gzip"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", "unpack it, or compress it with gzip"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it and load the files in it"),
    (b"Rar!", "a RAR archive", "unpack it and load the files in it"),
)
_MARKUP = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)
_JSON = re.compile(rb'^(?:\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*\{)')
_GZIP = b"\x1f\x8b"
BLOCK = 1 << 20  # bytes read at a time
_LONGEST_LINE = 16 * BLOCK  # a CSV has line ends; without them the reader would take the whole file into memory
# Text packs 5 to 30 times; gzip's utmost is 1032. What unpacks 200 times over, past a size that matters, is no export.
_BOMB_RATIO, _BOMB_SIZE = 200, 64 * BLOCK
_MOST_UNPACKED = 64 << 30  # bytes: some 500 million lines, ten times the largest shop; hours of reading for nobody
_SAMPLE = 64 * 1024  # enough rows to tell a delimiter by
_DELIMITERS = ",;\t|"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Detected:
    """What a text file turned out to be."""

    encoding: str
    note: str | None  # what a person should know about it


class Bytes(io.RawIOBase):
    """The bytes of a file, unpacked if need be, counted, and guarded against a file that unpacks without end."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self._raw = file.path.open("rb")
        self.compressed = self._raw.read(2) == _GZIP
        self._raw.seek(0)
        self._bytes = gzip.GzipFile(fileobj=self._raw) if self.compressed else self._raw
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the stubs' Buffer is 3.12's
        try:
            size: int = self._bytes.readinto(buffer)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise FilesError(
                f"{self._file.name}: the compressed file is damaged or cut off ({error}); send it again."
            ) from error
        self.count += size
        if self.compressed and self.count > _MOST_UNPACKED:
            raise FilesError(f"{self._file.name}: it unpacks to more than {_MOST_UNPACKED >> 30} GB; load it in parts.")
        if self.compressed and self.count > _BOMB_SIZE and self.count > _BOMB_RATIO * max(self.position, 1):
            raise FilesError(
                f"{self._file.name}: it unpacks to more than {_BOMB_RATIO} times its size, as no table does; "
                "unpack it and look at what is in it."
            )
        return size

    @property
    def position(self) -> int:
        """Bytes of the file as it lies on disk that have been read."""
        return self._raw.tell()

    def close(self) -> None:
        self._bytes.close()
        self._raw.close()
        super().close()


def kind_of(file: SourceFile) -> Literal["csv", "parquet"]:
    """CSV (or anything like it) or Parquet, by its first bytes. Raises FilesError for what is neither."""
    with Bytes(file) as content:
        head = content.read(4096) or b""
        compressed = content.compressed
    if not head:
        raise FilesError(
            f"{file.name} is empty: 0 bytes. Export it again; a file without rows still has a header line."
        )
    if head.startswith(b"PAR1"):
        if compressed:
            raise FilesError(f"{file.name} is a Parquet file compressed with gzip: unpack it and load it as it is.")
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        what, todo = _in_zip(file)
        raise FilesError(f"{file.name} is {what}: {todo}.")
    for magic, what, todo in _MAGIC:
        if head.startswith(magic):
            raise FilesError(f"{file.name} is {what}: {todo}.")
    if _MARKUP.match(head):
        raise FilesError(f"{file.name} is a web page or XML, perhaps an error page instead of the download: {_AS_CSV}.")
    if _JSON.match(head):
        raise FilesError(f"{file.name} is JSON: {_AS_CSV}.")
    if file.name.lower().endswith(".parquet"):
        raise FilesError(
            f"{file.name} is named .parquet but is none; give it the name of what it is, or export it again."
        )
    return "csv"


def _in_zip(file: SourceFile) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(file.path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        names = []
    if any(name.startswith("xl/") for name in names):
        return "an Excel workbook", _AS_CSV
    if "mimetype" in names:
        return "an OpenDocument file", _AS_CSV
    return "a ZIP archive", "unpack it and load the files in it"


def encoding_of(file: SourceFile, told: str | None) -> Detected:
    """The encoding of a text file, read once from end to end: by its mark, as told, UTF-8, or else cp1252."""
    with Bytes(file) as content:
        head = content.read(4) or b""
    marked = next((encoding for mark, encoding in _BOMS if head.startswith(mark)), None)
    if marked or told:
        _scan(file, None)
        return Detected(marked or told or "", None)
    good, bad = _scan(file, codecs.getincrementaldecoder("utf-8")("surrogateescape"))
    if bad == 0:
        return Detected("utf-8", None)
    if good > bad:  # what looks like UTF-8 seldom is anything else: a few broken places do not change the rest
        return Detected(
            "utf-8", f"{file.name}: {bad} bytes of it are not UTF-8, as the rest is; their rows are rejected."
        )
    return Detected(
        "cp1252", f"{file.name}: read as cp1252 (Windows), since it is not UTF-8; if it is another, set `encoding`."
    )


def _scan(file: SourceFile, decoder: codecs.IncrementalDecoder | None) -> tuple[int, int]:
    """Count letters beyond ASCII and bytes that are not UTF-8. Raises FilesError for what is no text, or one line."""
    good = bad = since_line_end = 0
    for number, block in enumerate(_blocks(file)):
        if number == 0 and decoder is not None:
            _refuse_binary(file, block[:4096])
        since_line_end = 0 if b"\n" in block or b"\r" in block else since_line_end + len(block)
        if since_line_end > _LONGEST_LINE:
            size = _LONGEST_LINE // BLOCK
            raise FilesError(f"{file.name} has lines longer than {size} MB, so it is no table: {_AS_CSV}.")
        if decoder is not None:
            text = decoder.decode(block)
            if not text.isascii():
                broken = len(re.findall("[\udc80-\udcff]", text))
                bad += broken
                good += len(re.findall("[^\x00-\x7f]", text)) - broken
    return good, bad


def _refuse_binary(file: SourceFile, head: bytes) -> None:
    if b"\x00\x00\x00" in head:
        raise FilesError(f"{file.name} is no text: {_AS_CSV}.")
    if head.count(0) > len(head) // 4:  # every other byte of western text in UTF-16
        raise FilesError(f"{file.name} looks like UTF-16 without its mark: save it as UTF-8, or set `encoding`.")


def _blocks(file: SourceFile) -> Iterator[bytes]:
    with Bytes(file) as content:
        while block := content.read(BLOCK):
            yield block


@contextmanager
def open_text(file: SourceFile, encoding: str) -> Iterator[tuple[io.TextIOWrapper, Bytes]]:
    """The text of a file line by line, bytes that are none as lone surrogates, and the count of its bytes."""
    content = Bytes(file)
    with io.TextIOWrapper(io.BufferedReader(content, BLOCK), encoding, errors="surrogateescape", newline="") as text:
        try:
            yield text, content
        except UnicodeDecodeError as error:  # of UTF-16, which has no single bytes to put aside
            raise FilesError(f"{file.name} is not {encoding} throughout: {error}. Save it as UTF-8.") from error


def delimiter_of(file: SourceFile, encoding: str) -> str:
    """The delimiter: the one that cuts the first rows into the same number of cells, and into the most."""
    with open_text(file, encoding) as (text, _):
        sample = text.read(_SAMPLE)
    if declared := re.match(r"sep=([,;\t|])\r?\n", sample):  # Excel's own first line
        return declared[1]
    if len(sample) == _SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample
    return max(_DELIMITERS, key=lambda delimiter: _fitness(sample, delimiter))


def _fitness(sample: str, delimiter: str) -> tuple[float, int]:
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return 0.0, 0
    if not widths or widths[0] == 1:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]
