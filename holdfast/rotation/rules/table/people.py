"""Reading the people of a row: logins out of links, handles, plain names, holes (R10, R14, R15)."""

import re
import unicodedata
from dataclasses import dataclass, field

from .model import SeatRow
from .regions import TAG, region_of, without_region
from .text import is_hole, is_placeholder, tidy

# GitHub's logins, and what a company's directory may have beyond them: dots, and more length.
_LOGIN = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9_-])?+"
# Possessive throughout: a cell is read in one pass whatever is in it.
_TOKEN = re.compile(
    r"\[(?P<label>(?:\\.|[^\[\]\\]|\[[^\[\]]*+\])*+)\] {0,2}\((?P<link>[^()\s]*+)[^()]*+\)"
    r"|<(?P<angle>(?:https?://|mailto:)[^<>\s]++)>"
    r"|(?P<url>(?:https?://|www\.|github\.com/)[^\s,;|<>()\[\]]++)"
    r"|(?<![\w@./\\])\\?@(?P<handle>" + _LOGIN + r")(?![\w@])"
    r"|[\[(]\s{0,3}(?P<tag>" + TAG + r")\s{0,3}[\])]"
    r"|(?P<space>&nbsp;)"
    r"|(?P<separator>&amp;|[,;&+\n\r\u00b7\u2022\u3001]|<br\s{0,3}/?>|\s/\s|"
    r"(?<=[\s\])>])and(?=[\s\[@<]))",
    re.IGNORECASE,
)
_GITHUB = re.compile(
    r"(?:https?://)?(?:www\.)?github\.com/@?(" + _LOGIN + r")/?(?:[?#].*)?", re.IGNORECASE
)
_NOT_A_PERSON = frozenset(("orgs", "topics", "search", "settings", "features", "apps", "teams"))
_STRUCK = re.compile(r"(?<!\\)~~([^~]++)~~")
_COMMENT = re.compile(r"(?<!\\)<!--.*?-->", re.DOTALL)
_ESCAPE = re.compile(r"\\([^\w\s])")
_EMPHASIS = re.compile(r"(?<!\\)[*`~]")
# `Ann Lee <ann@example.com>`, as mail programs and sheets copy people.
_MAIL = re.compile(r"<[^<>\s@]++@[^<>\s@]++>")
_MARKS = " \t()[]{}<>*`~\"'.:-\u2013\u2014_|"
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class People:
    """A people cell. `twice` are logins listed again, `unread` are words that name nobody."""

    seats: tuple[SeatRow, ...]
    holes: int = 0
    twice: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(slots=True)
class _Piece:
    """What stands between two separators: usually one person, or two whose comma is missing."""

    seats: list[SeatRow] = field(default_factory=list)
    holes: int = 0
    words: str = ""
    region: str | None = None
    tokens: int = 0


def read_people(cell: str) -> People:
    """The people of `[A](https://github.com/a), @b and Thorsten Ball [EMEA], TBD`."""
    unread = [f"struck through: {tidy(struck)}" for struck in _STRUCK.findall(cell)]
    cell = _COMMENT.sub(" ", _STRUCK.sub(" ", cell))
    pieces = [_Piece()]
    at = 0
    for token in _TOKEN.finditer(cell):
        piece = pieces[-1]
        piece.words += cell[at : token.start()]
        at = token.end()
        if token["separator"]:
            pieces.append(_Piece())
        else:
            _take(piece, token, unread)
    pieces[-1].words += cell[at:]
    for piece in pieces:
        _finish(piece, unread, alone=len(pieces) == 1)
    return _gathered(pieces, unread)


def github_login(url: str) -> str | None:
    """The lower-cased login of a profile address; of any other address, None (R14)."""
    found = _GITHUB.fullmatch(url)
    login = found.group(1).lower() if found else None
    return None if login in _NOT_A_PERSON else login


def slug(name: str) -> str:
    """A login made out of a plain name: `Thorsten Ball` gives `thorsten-ball`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower()) or re.findall(r"\w+", name.casefold())
    return "-".join(words)[:60].strip("-")


def _can_be_a_name(text: str) -> bool:
    """Markup, control characters and numbers name nobody; nor does what gives no login."""
    return (
        "<" not in text
        and ">" not in text
        and any(map(str.isalpha, text))
        and not any(unicodedata.category(char) == "Cc" for char in text)
        and bool(slug(text))
    )


def _take(piece: _Piece, token: re.Match[str], unread: list[str]) -> None:
    piece.tokens += 1
    if token["space"]:
        piece.words += " "
    elif token["tag"]:
        region = region_of(token["tag"])
        if piece.seats and is_hole(piece.words):
            piece.seats[-1] = _tagged(piece.seats[-1], region)
        else:
            piece.region = region
    elif token["label"] is not None:
        _note(piece, unread)
        _take_link(piece, _label(token["label"]), token["link"], unread)
    else:
        url = token["angle"] or token["url"]
        login = github_login(url) if url else token["handle"].lower()
        if login is None:
            unread.append(tidy(url))
        elif token["handle"] and is_placeholder(login):
            piece.holes += 1
        elif piece.seats and piece.seats[-1].login == login and "(" in piece.words:
            pass  # `[Thorsten Ball](https://github.com/mrnugget) (@mrnugget)`
        else:
            # `Thorsten Ball (@mrnugget)`: the words before a bare login are its name.
            written = token["handle"] or _GITHUB.sub(r"\1", url)
            name = _name(piece.words)
            if piece.seats or is_hole(name) or not _can_be_a_name(name):
                _note(piece, unread)
                name = f"@{written}"
            piece.seats.append(SeatRow(login, name, piece.region))
            piece.words, piece.region = "", None


def _take_link(piece: _Piece, label: str, url: str, unread: list[str]) -> None:
    login = github_login(url)
    if login is None and re.fullmatch(f"@{_LOGIN}", label):
        login = label[1:].lower()
        if is_placeholder(login):
            login, label = None, ""
    if login is not None:
        # A link may show its own address; a name may hold one.
        nameless = is_placeholder(label) or github_login(label) == login
        piece.seats.append(SeatRow(login, f"@{login}" if nameless else label, None))
    elif is_hole(label):
        piece.holes += 1
    elif _can_be_a_name(label):
        piece.seats.append(SeatRow(slug(label), label, None, guessed=True))
    else:
        unread.append(label)


def _finish(piece: _Piece, unread: list[str], *, alone: bool) -> None:
    """What is left at the end of a piece: a region, a hole, a plain name, or a note."""
    words, region = without_region(tidy(piece.words))
    region = region or piece.region
    if piece.seats:
        piece.words = words
        piece.seats[-1] = _tagged(piece.seats[-1], region)
        _note(piece, unread)
        return
    name = _name(words)
    if is_hole(name):
        # Between two commas nothing is a slip; a cell with nothing in it is a hole.
        blank = not words.strip(" *_`")
        piece.holes += 1 if not piece.holes and (alone or not blank or region) else 0
    elif len(name) > LONGEST_NAME or not _can_be_a_name(name):
        unread.append(words)
    else:
        piece.seats.append(SeatRow(slug(name), name, region, guessed=True))


def _gathered(pieces: list[_Piece], unread: list[str]) -> People:
    seats: dict[str, SeatRow] = {}
    twice: list[str] = []
    for seat in (seat for piece in pieces for seat in piece.seats):
        if seat.login in seats:
            twice.append(seat.login)
        else:
            seats[seat.login] = seat
    holes = sum(piece.holes for piece in pieces)
    if not seats and not holes and not unread:
        holes = 1
    return People(tuple(seats.values()), holes, tuple(dict.fromkeys(twice)), tuple(unread))


def _tagged(seat: SeatRow, region: str | None) -> SeatRow:
    return SeatRow(seat.login, seat.name, region or seat.region, seat.guessed)


def _note(piece: _Piece, unread: list[str]) -> None:
    """Words beside a link name nobody: `[A](…) (lead)`. They are kept out of the names."""
    words = tidy(piece.words).strip(_MARKS + "?")
    if words:
        unread.append(words)
    piece.words = ""


def _label(text: str) -> str:
    return tidy(_ESCAPE.sub(r"\1", _EMPHASIS.sub("", text)))


def _name(words: str) -> str:
    """A plain name without address, emphasis, brackets, a bullet or the mark of a maybe."""
    return _label(_MAIL.sub(" ", words)).strip(_MARKS).rstrip("? ").rstrip(_MARKS)
