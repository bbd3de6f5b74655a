"""From the bytes of a file to its text, or a refusal that says what the file is instead."""

import re

from holdfast.kernel.text import MAX_BYTES

from .model import TableRefused

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"SQLite format 3", "a database"),
)
_UTF8_MARK = b"\xef\xbb\xbf"
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LINE_ENDS = re.compile(rb"\r\n|\r|\n")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# Control characters that copying may leave in a text; more are no text.
_FEW_STRAYS = 8
_ADVICE = "save the page or sheet as markdown, CSV or plain text in UTF-8 and import that"


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data` and the name of its encoding. Bytes are never changed (R20).

    UTF-8 is read with or without its mark, UTF-16 and UTF-32 with theirs, and UTF-16 without one
    where its zeros give it away. Nothing is guessed beyond that, and nothing is replaced.
    """
    if len(data) > MAX_BYTES:
        raise TableRefused(
            f"The file is {len(data) / 1024 / 1024:.1f} MB and the limit is "
            f"{MAX_BYTES // 1024 // 1024} MB; cut out the part with the rotation table and "
            "import that."
        )
    if not data.strip(b"\x00\t\n\r\x0b\x0c \xef\xbb\xbf\xff\xfe"):
        raise TableRefused("The file is empty; give a page or sheet with the rotation table in it.")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise TableRefused(f"The file is {what}, not text; {_ADVICE}.")
    text, encoding = _text_of(data)
    strays = len(_CONTROLS.findall(text))
    if strays > _FEW_STRAYS and strays * 200 > len(text):
        raise TableRefused(f"The file looks like a binary file, not text; {_ADVICE}.")
    return text.replace("\x00", ""), encoding


def _text_of(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise TableRefused(
                    f"The file says it is {encoding} but breaks off that encoding at byte "
                    f"{error.start}; {_ADVICE}."
                ) from None
    if data.count(b"\x00") > _FEW_STRAYS:
        return _utf16_without_mark(data)
    encoding = "utf-8-sig" if data.startswith(_UTF8_MARK) else "utf-8"
    try:
        # The mark is decoded as a character first, so that positions are those of the file.
        return data.decode("utf-8").removeprefix("\ufeff"), encoding
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error.start) from None


def _utf16_without_mark(data: bytes) -> tuple[str, str]:
    """Windows tools write UTF-16 without a mark: then every other byte of plain text is zero."""
    sample = data[: min(len(data), 4096) & ~1]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample and sample[offset::2].count(0) * 10 > len(sample) // 2 * 6:
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    raise TableRefused(f"The file looks like a binary file, not text; {_ADVICE}.")


def _not_utf8(data: bytes, position: int) -> TableRefused:
    """Which of the many other encodings it is nobody can know: a wrong guess changes names."""
    line = len(_LINE_ENDS.findall(data, 0, position)) + 1
    return TableRefused(
        f"The file is not UTF-8 text: line {line} has a byte (0x{data[position]:02X}) that cannot "
        'be read; save it as UTF-8 (in Excel "CSV UTF-8") and import that.'
    )
