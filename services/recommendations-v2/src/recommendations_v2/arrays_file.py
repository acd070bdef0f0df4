"""Arrays in one file, as NumPy's .npz has them, each where it can be used in place: opening it copies nothing.

A member of an archive begins wherever the one before it ended, and arrays that do not begin at a multiple of their
items' size have to be copied. So members are padded, as Android's zipalign does it, by a field that readers skip.
"""

from __future__ import annotations

import io
import math
import mmap
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.lib import format as npy

from recommendations_v2.packing import Array

_LINE = 64  # bytes; of the processor's cache, and what NumPy aligns the values of a .npy to
_ZIP64_BYTES = 20  # the field that says sizes of 64 bits, which zipfile adds to what it is given
_PADDING, _FIELD = 0xD935, struct.Struct("<HH")  # zipalign's field, and how a field begins
_HEAD = struct.Struct("<4s22xHH")  # of a member: a mark, and the lengths of its name and fields
_MARK = b"PK\x03\x04"
# Linux makes the pages at once, some ten milliseconds for 100 MB; else each list waits for those it is first to see.
_AT_ONCE = getattr(mmap, "MAP_POPULATE", 0)
_LONGEST_HEADER = 1024  # bytes of a .npy's; one of a few dimensions has 128


class ArraysFileError(ValueError):
    """The file holds no arrays that can be used as they are; the text says why."""


def write(path: Path, arrays: Mapping[str, Array]) -> None:
    """Put the arrays into a file that `numpy.load` reads too."""
    with path.open("wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
        for name, values in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy")
            begins = file.tell() + _HEAD.size + len(member.filename) + _FIELD.size + _ZIP64_BYTES
            padding = -begins % _LINE
            member.extra = _FIELD.pack(_PADDING, padding) + bytes(padding)
            with packed.open(member, "w", force_zip64=True) as held:
                npy.write_array(held, values, allow_pickle=False)


def read(file: BinaryIO) -> dict[str, Array]:
    """The arrays of a file, which may be closed then: they are read-only views of it, shared with whoever else
    has it open. A file that is removed meanwhile stays until they are gone; one that is written into must
    not be read so. What has no place on a disk is read as a whole.

    Raises ArraysFileError, OSError and zipfile.BadZipFile.
    """
    whole = _mapped(file)
    with zipfile.ZipFile(file if isinstance(whole, mmap.mmap) else io.BytesIO(whole)) as packed:
        members = packed.infolist()
    seen = memoryview(whole)
    return {member.filename.removesuffix(".npy"): _array(seen, member) for member in members}


def _mapped(file: BinaryIO) -> mmap.mmap | bytes:
    try:
        return mmap.mmap(file.fileno(), 0, flags=mmap.MAP_SHARED | _AT_ONCE, prot=mmap.PROT_READ)
    except (OSError, ValueError):  # no file of a disk, or an empty one
        return file.read()


def _array(whole: memoryview, member: zipfile.ZipInfo) -> Array:
    if member.compress_type != zipfile.ZIP_STORED or not member.filename.endswith(".npy"):
        raise ArraysFileError(f"{member.filename} is no array that can be used in place")
    head = whole[member.header_offset : member.header_offset + _HEAD.size]
    mark, name, fields = _HEAD.unpack(head) if len(head) == _HEAD.size else (b"", 0, 0)
    begins = member.header_offset + _HEAD.size + name + fields
    content = whole[begins : begins + member.file_size]
    if mark != _MARK or len(content) < member.file_size:
        raise ArraysFileError(f"{member.filename} is not where the archive says")
    header = io.BytesIO(content[:_LONGEST_HEADER])
    if npy.read_magic(header) != (1, 0):
        raise ArraysFileError(f"{member.filename} is of another version")
    shape, by_columns, kind = npy.read_array_header_1_0(header)
    count = math.prod(shape)
    if kind.hasobject or len(content) != header.tell() + count * kind.itemsize:
        raise ArraysFileError(f"{member.filename} is cut short, or holds what is no number")
    if not count:
        return np.zeros(shape, kind)
    flat = np.frombuffer(content, kind, count, header.tell())
    values = flat.reshape(shape, order="F" if by_columns else "C")
    return values if values.flags.aligned else values.copy(order="K")
