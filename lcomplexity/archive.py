"""A zip of ``.npy`` arrays and one JSON text: the same bytes every time, read with suspicion.

Writing: fixed order, fixed time stamps, and the file is replaced at once or not at all. Reading: sizes are checked
before anything is unpacked, arrays are flat 64-bit integers or booleans, nothing is ever executed, and whatever is
wrong is one line of a :class:`PredictorError`.

>>> data = packed({"schema": "example"}, {"squares": np.array([0, 1, 4]), "odd": np.array([False, True, False])})
>>> metadata, arrays = unpacked(data, {"squares": "integers", "odd": "booleans"})
>>> metadata, arrays["squares"].tolist(), arrays["odd"].tolist()
({'schema': 'example'}, [0, 1, 4], [False, True, False])
>>> unpacked(data[:-1], {"squares": "integers", "odd": "booleans"})
Traceback (most recent call last):
    ...
lcomplexity.errors.PredictorError: no complete zip archive (cut short, or another kind of file); a predictor file ends with an archive directory
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import re
import secrets
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, Literal, NoReturn, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError

Content: TypeAlias = Literal["integers", "booleans"]

METADATA = "metadata.json"
#: Bytes: of the file, of one unpacked array, of all of them, of the unpacked JSON text.
MAX_FILE = 256 << 20
MAX_MEMBER = 256 << 20
MAX_TOTAL = 512 << 20
MAX_METADATA = 16 << 20
#: An archive that unpacks to more than this many bytes must not be packed tighter than this many times.
RATIO_FROM = 64 << 20
MAX_RATIO = 300

_EPOCH = (1980, 1, 1, 0, 0, 0)
_DESCR: dict[Content, str] = {"integers": "<i8", "booleans": "|b1"}
_ARRAY = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '(?P<descr>[^']{1,40})', 'fortran_order': (?P<fortran>False|True), "
    rb"'shape': \((?P<shape>[0-9, ]{0,200})\), \} *\n",
    re.DOTALL,
)


def packed(metadata: Mapping[str, Any], arrays: Mapping[str, NDArray]) -> bytes:
    """Return the archive's bytes; ``arrays`` are flat, of 64-bit integers or booleans.

    ``arrays`` in the metadata is added: the SHA-256 of every array file, so that arrays of two archives do not mix.

    >>> packed({}, {"a": np.arange(3)}) == packed({}, {"a": np.arange(3)})
    True
    """
    members = {f"{name}.npy": _array_file(array) for name, array in arrays.items()}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    try:
        text = json.dumps(
            {**metadata, "arrays": digests},
            ensure_ascii=False,
            allow_nan=False,
            separators=(",", ":"),
            default=_plain,
        ).encode("utf-8")
    except UnicodeEncodeError:
        raise PredictorError("a name or text has half a surrogate pair; use Unicode text") from None
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, allowZip64=False) as archive:
        for name, content in {METADATA: text, **members}.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, content, compresslevel=6)
    return sink.getvalue()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, np.integer):
        return int(value)
    raise PredictorError(f"a {type(value).__name__} cannot be written; use text, numbers, lists and mappings")


def _array_file(array: NDArray) -> bytes:
    sink = io.BytesIO()
    content = np.ascontiguousarray(array, np.dtype("|b1") if array.dtype == bool else np.dtype("<i8"))
    np.lib.format.write_array(sink, content, version=(1, 0), allow_pickle=False)
    return sink.getvalue()


def unpacked(data: bytes, contents: Mapping[str, Content]) -> tuple[dict[str, Any], dict[str, NDArray]]:
    """Return the metadata and the read-only arrays; the archive must hold exactly those that ``contents`` names.

    >>> unpacked(packed({}, {}), {"a": "integers"})
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: member 'a.npy' is missing; the members must be a.npy, metadata.json
    """
    members = _members(data, {METADATA, *(f"{name}.npy" for name in contents)})
    metadata = _metadata(members.pop(METADATA))
    digests = metadata.pop("arrays", None)
    if digests != {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}:
        raise PredictorError("an array is not the one that metadata.json names; take both from one saved file")
    return metadata, {name: _array(name, members.pop(f"{name}.npy"), kind) for name, kind in contents.items()}


def _members(data: bytes, names: set[str]) -> dict[str, bytes]:
    _check_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_members(infos, names, len(data))
            return {info.filename: _content(archive, info) for info in infos}
    except PredictorError:
        raise
    # What zipfile and zlib are known to raise on damaged archives; NotImplementedError is an unknown compression.
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OverflowError,
        EOFError,
        OSError,
    ) as fault:
        reason = " ".join(str(fault).split()) or type(fault).__name__
        raise PredictorError(f"damaged zip archive ({reason}); save the predictor again") from None


def _check_directory(data: bytes) -> None:
    """The directory's end is the last 22 bytes, as in a plain zip without comment; it bounds what zipfile reads."""
    if len(data) > MAX_FILE:
        raise PredictorError(f"more than {MAX_FILE >> 20} MiB; a predictor file is at most that large")
    if data[:4] != b"PK\x03\x04":
        raise PredictorError("no zip archive; a predictor file is the .npz that save wrote")
    signature, disk, first_disk, here, count, size, start, comment = struct.unpack("<4s4H2LH", data[-22:].rjust(22))
    if signature != b"PK\x05\x06" or comment:
        raise PredictorError(
            "no complete zip archive (cut short, or another kind of file); a predictor file ends with an archive "
            "directory"
        )
    if disk or first_disk or here != count or count > 100 or start + size + 22 != len(data):
        raise PredictorError("the zip directory does not fit the file; save the predictor again")


def _check_members(infos: list[zipfile.ZipInfo], names: set[str], size: int) -> None:
    found = [info.filename for info in infos]
    wanted = ", ".join(sorted(names))
    for name in found:
        if name not in names:
            raise PredictorError(f"unexpected member {shown(name)}; the members must be {wanted}")
        if found.count(name) > 1:
            raise PredictorError(f"member {name!r} is there {found.count(name)} times; name it once")
    for name in sorted(names - set(found)):
        raise PredictorError(f"member {name!r} is missing; the members must be {wanted}")
    for info in infos:
        limit = MAX_METADATA if info.filename == METADATA else MAX_MEMBER
        if info.file_size > limit:
            raise PredictorError(f"{info.filename} unpacks to {info.file_size} bytes; the limit is {limit}")
        if info.flag_bits & 1:
            raise PredictorError(f"{info.filename} is encrypted; a predictor file is not")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise PredictorError(f"{info.filename} uses compression {info.compress_type}; only 0 and 8 are read")
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL:
        raise PredictorError(f"the members unpack to {total} bytes; the limit is {MAX_TOTAL}")
    if total > RATIO_FROM and total > MAX_RATIO * size:
        raise PredictorError(
            f"{size} bytes unpack to {total}; above {RATIO_FROM} bytes the limit is {MAX_RATIO} times the file"
        )


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as member:
        # One byte more than declared shows a wrong declaration; never more than declared is unpacked.
        content = member.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise PredictorError(
            f"{info.filename} has {len(content)} of {info.file_size} bytes; save the predictor again"
        )
    return content


def _array(name: str, content: bytes, kind: Content) -> NDArray:
    # numpy's own reader allocates what the header asks for before it looks for the data, and evaluates the header.
    header = _ARRAY.match(content[:1000])
    if header is None or struct.unpack("<H", content[8:10])[0] != header.end() - 10:
        raise PredictorError(f"{name}.npy: no numpy array header; write it as numpy's format 1.0 does")
    descr = header["descr"].decode("latin-1")
    if descr != _DESCR[kind] or header["fortran"] != b"False":
        raise PredictorError(f"{name}.npy holds {shown(descr)}; it must be a row-major array of '{_DESCR[kind]}'")
    shape = re.fullmatch(rb"([0-9]{1,18}),", header["shape"])
    if shape is None:
        raise PredictorError(f"{name}.npy has shape ({header['shape'].decode()[:60]}); it must be flat, (m,)")
    entries, size = int(shape[1]), len(content) - header.end()
    itemsize = 8 if kind == "integers" else 1
    if entries * itemsize != size:
        raise PredictorError(f"{name}.npy: {size} bytes of data for {entries} entries; it needs {itemsize} for each")
    if kind == "integers":
        return np.frombuffer(content, np.dtype("<i8"), offset=header.end()).astype(np.int64, copy=False)
    array = np.frombuffer(content, np.uint8, offset=header.end())
    if array.size and array.max() > 1:
        raise PredictorError(f"{name}.npy holds the byte {array.max()}; a boolean is 0 or 1")
    return array.view(np.bool_)


def _metadata(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(
            content.decode("utf-8"), object_pairs_hook=_named_once, parse_constant=_not_json, parse_float=_finite
        )
    except RecursionError:
        raise PredictorError(f"{METADATA} is nested too deeply; write it as save does") from None
    except UnicodeDecodeError as fault:
        raise PredictorError(f"{METADATA} is no UTF-8 text at byte {fault.start}; write it as save does") from None
    except json.JSONDecodeError as fault:
        raise PredictorError(f"{METADATA}:{fault.lineno}:{fault.colno}: {fault.msg}; write it as JSON") from None
    except PredictorError:
        raise
    except ValueError:
        raise PredictorError(f"{METADATA} has a number of more than 4300 digits; write it as '0x..'") from None
    if not isinstance(found, dict):
        raise PredictorError(f"{METADATA} is {shown(found)}; it must be a JSON object")
    return found


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for i, name in enumerate(names) if name in set(names[:i]))
        raise PredictorError(f"{METADATA} has {shown(twice)} twice in one object; name it once")
    return found


def _not_json(constant: str) -> NoReturn:
    raise PredictorError(f"{METADATA} has {constant}, which is no JSON; numbers must be finite")


def _finite(digits: str) -> float:
    if not math.isfinite(number := float(digits)):
        raise PredictorError(f"{METADATA} has the number {digits[:40]}; numbers must be finite")
    return number


def shown(value: object) -> str:
    """Return the value as one short line, for an error message.

    >>> shown("x" * 100)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.."
    """
    # Objects are not written out: a repr of a nested one may be large.
    if isinstance(value, dict | list):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
    text = ascii(value[:100] if isinstance(value, str) else value)
    return text if len(text) <= 60 else text[:57] + ".."


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Return a file's bytes; raises :class:`PredictorError` if it is no readable regular file of a bounded size.

    >>> read_bytes("no such file")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: No such file or directory; give the path of a predictor file
    """
    try:
        # Looked at before it is opened: opening a pipe would wait for a writer.
        mode = os.stat(path).st_mode
        if not stat.S_ISREG(mode):
            kind = "a directory" if stat.S_ISDIR(mode) else "no regular file"
            raise PredictorError(f"this is {kind}; give the path of a predictor file")
        with open(path, "rb") as file:
            return file.read(MAX_FILE + 1)
    except PredictorError:
        raise
    except (OSError, ValueError) as fault:
        raise PredictorError(f"{_reason(fault)}; give the path of a predictor file") from None


def write_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """Replace a file by one with these bytes, at once or not at all; a link is followed.

    >>> write_bytes("no such folder/a.npz", b"")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: cannot be written (No such file or directory); give a path in an existing folder
    """
    temporary = None
    try:
        target = os.path.realpath(path)
        if os.path.exists(target) and not os.path.isfile(target):
            raise PredictorError("cannot be written (no regular file); give the path of a file")
        name = os.path.join(os.path.dirname(target), f".lcomplexity-{secrets.token_hex(8)}.tmp")
        with open(name, "xb") as file:
            temporary = name
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
        temporary = None
    except PredictorError:
        raise
    except (OSError, ValueError) as fault:
        raise PredictorError(f"cannot be written ({_reason(fault)}); give a path in an existing folder") from None
    finally:
        if temporary is not None:
            os.unlink(temporary)


def _reason(fault: OSError | ValueError) -> str:
    return (fault.strerror if isinstance(fault, OSError) else str(fault)) or type(fault).__name__
