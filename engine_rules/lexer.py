"""Tokens of an expression: names are the longest ones known, brackets are told apart by what stands before them.

FEEL names may hold spaces and signs, so a text can only be cut into tokens by someone who knows the names: those of
the scope, the built-in functions, and those that the text itself binds (keys, parameters, iterators), which are
learnt while reading. Full-width punctuation is read as its ASCII form outside of texts.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, NoReturn

from engine_rules import codes
from engine_rules.types import Type, TypeTextError, read_type
from lowcode.kernel.diagnostics import Diagnostic, Span

MAX_LENGTH: Final = 50_000
"""The longest expression that is read, in characters."""
MAX_DEPTH: Final = 120
"""How deep brackets and the parts of an expression may nest; chains of `and` and `or` count once."""

_START: Final = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3004-\u3007\u3012-\u3013\u3020-\ud7ff\uf900-\ufdcf\ufdf0-\ufeef\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
    "\uff66-\uffdc\U00010000-\U000effff"
)
_PART: Final = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_SPACE: Final = r"(?:[\s\ufeff\u180e\u200b]|//[^\n]*|/\*.*?\*/)"
_WIDE: Final = str.maketrans("（），：［］｛｝＋－＊／＜＞＝．＆％＾；、【】", "(),:[]{}+-*/<>=.&%^;,[]")
_TOKEN: Final = re.compile(
    rf"(?P<space>{_SPACE}+)"
    rf"|(?P<word>[{_START}][{_PART}]*)"
    r"|(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)"
    r'|(?P<string>"(?:[^"\\]|\\.|"")*"|“[^”]*”)'
    r'|(?P<at>@\s*"(?:[^"\\]|\\.)*")'
    r"|(?P<sign>\.\.|\*\*|<=|>=|!=|<>|==|[-+*/^%&<>=(){}\[\],:.（），：［］｛｝＋－＊／＜＞＝．＆％＾、【】])",
    re.DOTALL,
)
_KEY: Final = re.compile(rf"[{_START}][{_PART}./\-'+*\s]*?(?=\s*[:：])")
_ITERATOR: Final = re.compile(rf"[{_START}][{_PART}./\-'+*\s]*?(?=\s+in(?![{_PART}]))")
_PARAMETER: Final = re.compile(rf"[{_START}][{_PART}./\-'+*\s]*?(?=\s*[:：,，)）])")
_SPACES: Final = re.compile(f"{_SPACE}*", re.DOTALL)
_PIECE: Final = re.compile(rf"[{_PART}]+|[^\s]")
_ESCAPE: Final = re.compile(r'\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|[ntr"\'\\])|""', re.DOTALL)
_SIMPLE_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r"}

_KEYWORDS: Final = {
    word: word.upper()
    for word in ("true", "false", "null", "and", "or", "if", "then", "else", "for", "return", "some", "every")
} | {
    "satisfies": "SATISFIES",
    "between": "BETWEEN",
    "in": "IN",
    "function": "FUNCTION",
    "TRUE": "TRUE",
    "FALSE": "FALSE",
}
_SIGNS: Final = {
    "=": "EQ", "!=": "NE", "<>": "NE", "<": "LT", "<=": "LE", ">": "GT", ">=": "GE",
    "+": "PLUS", "-": "MINUS", "*": "TIMES", "/": "DIVIDE", "**": "POWER", "^": "POWER", "&": "AMP",
    ".": "DOT", "..": "DOTDOT", ",": "COMMA", ":": "COLON", "}": "RBRACE",
}  # fmt: skip
_OPERANDS: Final = frozenset(
    {
        "NUMBER",
        "STRING",
        "AT",
        "NAME",
        "TRUE",
        "FALSE",
        "NULL",
        "RPAR",
        "RBRACK",
        "RCLOSE",
        "RBRACE",
        "PERCENT",
        "TYPE",
    },
)
_INSTANCE_OF: Final = re.compile(rf"instance\s+of(?![{_PART}])")
_NOT: Final = re.compile(r"not\s*[(（]")
_AFTER_OPERAND: Final = frozenset(
    {"and", "or", "in", "between", "instance", "then", "else", "return", "satisfies"},
)
"""Words that can follow a value."""
PROPERTIES: Final = ("time offset", "start included", "end included")
"""Names with spaces that temporal values and ranges have."""


class Unreadable(Exception):  # noqa: N818 - a text, not a failure of the program
    """The text stops being the language at a place; carries the diagnostic."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        """Take the diagnostic that says what stands there."""
        super().__init__(diagnostic.text())
        self.diagnostic = diagnostic


@dataclass(slots=True)
class Token:
    """A word of the language: its terminal, its value, and its stretch in the text."""

    type: str
    value: Any
    start_pos: int
    end_pos: int
    line = column = end_line = end_column = 0


@lru_cache(10_000)
def several_pieces(name: str) -> bool:
    """Return whether a name has more than one piece, so that a text can be read with it only by who knows it."""
    return len(_PIECE.findall(name)) > 1


class Names:
    """The names of more than one piece that a text may use, by their first word."""

    def __init__(self, names: Iterable[str] = (), below: "Names | None" = None) -> None:
        """Index `names` over those of `below`."""
        self.known: dict[str, dict[str, str]] = {} if below is None else dict(below.known)
        self.patterns: dict[str, re.Pattern[str]] = {} if below is None else dict(below.patterns)
        grown: dict[str, dict[str, str]] = {}
        for name in names:
            if several_pieces(name):
                pieces = _PIECE.findall(name)
                grown.setdefault(pieces[0], {})["".join(pieces)] = " ".join(name.split())
        for first, found in grown.items():
            self.known[first] = {**self.known.get(first, {}), **found}
            self.patterns.pop(first, None)

    def longest(self, first: str, text: str, start: int) -> tuple[str, int] | None:
        """Return the longest known name that begins with the word `first` at `start`, and where it ends."""
        known = self.known.get(first)
        if known is None:
            return None
        pattern = self.patterns.get(first)
        if pattern is None:
            pattern = self.patterns[first] = _pattern(known.values())
        match = pattern.match(text, start)
        return (known["".join(match.group().split())], match.end()) if match else None


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that matches the longest of `names`, with any white space between their pieces."""
    texts: list[tuple[int, str]] = []
    for name in names:
        pieces = _PIECE.findall(name)
        text = re.escape(pieces[0])
        for before, piece in pairwise(pieces):
            both_words = before[-1] == "_" or before[-1].isalnum()
            both_words = both_words and (piece[0] == "_" or piece[0].isalnum())
            text += (r"\s+" if both_words else r"\s*") + re.escape(piece)
        texts.append((len(name), text))
    texts.sort(reverse=True)
    return re.compile(f"(?:{'|'.join(text for _, text in texts)})(?![{_PART}])")


def tokens(text: str, names: Names, types: Mapping[str, Type], *, cell: bool = False) -> list[Token]:
    """Return the tokens of an expression, or of unary tests when it is a `cell`. Raises `Unreadable`."""
    if len(text) > MAX_LENGTH:
        raise Unreadable(codes.TOO_LONG.report(Span(0, len(text)), found=len(text), limit=MAX_LENGTH))
    return _Reader(text, names, types, cell=cell).read()


class _Reader:
    """One pass over a text."""

    def __init__(self, text: str, names: Names, types: Mapping[str, Type], *, cell: bool) -> None:
        """Take the text and what is known of its names."""
        self.text = text
        self.names = names
        self.types = types
        self.cell = cell
        self.at = 0
        self.found: list[Token] = []
        self.previous = ""
        self.frames: list[str] = []
        self.iterators: list[int] = []
        """Bracket depth of each `for`, `some`, `every` whose iterators are being read."""
        self.own: set[str] = set()
        """Names that the text itself binds."""
        self.colon = ":" in text or "\uff1a" in text

    def read(self) -> list[Token]:
        """Return all tokens."""
        text, match_at, size = self.text, _TOKEN.match, len(self.text)
        while self.at < size:
            if self.colon and self._bound_name():
                continue
            match = match_at(text, self.at)
            if match is None:
                self._unreadable()
            kind = match.lastgroup
            if kind == "space":
                self.at = match.end()
            elif kind == "word":
                self._word(match.group())
            elif kind == "number":
                self._add("NUMBER", match.group(), match.end())
            elif kind == "sign":
                self._sign(match.group().translate(_WIDE), match.end())
            elif kind == "string":
                value = match.group()
                self._add("STRING", value[1:-1] if value[0] == "“" else unescape(value), match.end())
            else:
                value = match.group()
                self._add("AT", unescape(value[value.index('"') :]), match.end())
        return self.found

    def _add(self, kind: str, value: object, end: int) -> None:
        """Append a token that begins here."""
        self.found.append(Token(kind, value, self.at, end))
        if len(self.frames) > MAX_DEPTH:
            raise Unreadable(codes.TOO_DEEP.report(Span(self.at, end), limit=MAX_DEPTH))
        self.previous = kind
        self.at = end

    def _unreadable(self) -> NoReturn:
        """Report the character that stands here."""
        found = self.text[self.at]
        span = Span(self.at, self.at + 1)
        if found in '"“':
            raise Unreadable(codes.OPEN_TEXT.report(Span(self.at, len(self.text))))
        raise Unreadable(codes.UNEXPECTED_CHARACTER.report(span, found=found))

    def _learn(self, name: str) -> str:
        """Return a name that the text binds, in its usual spelling, known from here on."""
        name = " ".join(name.split())
        self.own.add(name)
        if len(_PIECE.findall(name)) > 1:
            self.names = Names((name,), self.names)
        return name

    def _bound_name(self) -> bool:
        """Read a key, an argument's name or a parameter when one stands here."""
        frame = self.frames[-1] if self.frames else ""
        if self.previous not in {"LBRACE", "COMMA", "LPAR_CALL"} or frame not in {"{", "call", "parameters"}:
            return False
        at = _skip(self.text, self.at)
        if frame == "{":
            return self._key(at)
        pattern = _PARAMETER if frame == "parameters" else _KEY
        match = pattern.match(self.text, at)
        if match is None:
            return False
        self.at = at
        self._add("NAME" if frame == "parameters" else "ARGUMENT", self._learn(match.group()), match.end())
        return True

    def _key(self, at: int) -> bool:
        """Read the key of a context at `at`: a name or a text."""
        token = _TOKEN.match(self.text, at)
        if token is not None and token.lastgroup == "string":
            name = unescape(token.group())
            self.at = at
            self._learn(name)
            self._add("KEY", name, token.end())
            return True
        match = _KEY.match(self.text, at)
        if match is None:
            return False
        self.at = at
        self._add("KEY", self._learn(match.group()), match.end())
        return True

    def _word(self, word: str) -> None:
        """Read a name or a keyword."""
        start = self.at
        after_dot = self.previous == "DOT"
        if not after_dot and self._iterator_expected():
            match = _ITERATOR.match(self.text, start)
            if match is not None:
                self._add("NAME", self._learn(match.group()), match.end())
                return
        if self.frames and self.frames[-1] == "parameters" and self.previous in {"LPAR_CALL", "COMMA"}:
            match = _PARAMETER.match(self.text, start)
            if match is not None:
                self._add("NAME", self._learn(match.group()), match.end())
                return
        longest = self.names.longest(word, self.text, start)
        if longest is not None and self._is_name(*longest):
            self._add("NAME", *longest)
            return
        end = start + len(word)
        if after_dot:
            self._add("NAME", word, end)
        elif word == "instance" and (match := _INSTANCE_OF.match(self.text, start)):
            self._type(match.end())
        elif word == "external" and self.previous == "RPAR of parameters":
            self._add("EXTERNAL", word, end)
        elif word == "not" and self.cell and not self.found and (match := _NOT.match(self.text, start)):
            self.frames.append("(")
            self._add("NOT_TESTS", word, match.end())
        else:
            self._keyword(_KEYWORDS.get(word), word, end)

    def _is_name(self, name: str, end: int) -> bool:
        """Return whether a known name stands here: `days between 1 and 7` asks for days, not for the function."""
        if "between" not in name.split() or name in self.own:
            return True
        return self.text[_skip(self.text, end) :].startswith(("(", "\uff08"))

    def _keyword(self, kind: str | None, word: str, end: int) -> None:
        """Add a keyword, or a name when it is none, and follow iterators."""
        if kind is None and self.previous in _OPERANDS:
            # between two values the spreadsheet's AND and OR can only be the operators
            kind = {"AND": "AND", "OR": "OR"}.get(word)
            word = word.lower() if kind else word
        if kind is None:
            self._add("NAME", word, end)
            return
        if kind in {"FOR", "SOME", "EVERY"}:
            self.iterators.append(len(self.frames))
        elif kind in {"RETURN", "SATISFIES"} and self.iterators:
            self.iterators.pop()
        elif kind == "IN" and self._in_binds():
            kind = "IN_ITER"
        self._add(kind, word, end)

    def _iterator_expected(self) -> bool:
        """Return whether a name of an iterator begins here."""
        if self.previous in {"FOR", "SOME", "EVERY"}:
            return True
        return self.previous == "COMMA" and bool(self.iterators) and self.iterators[-1] == len(self.frames)

    def _in_binds(self) -> bool:
        """Return whether an `in` here follows the name of an iterator."""
        if len(self.found) < 2 or self.previous != "NAME":
            return False
        before = self.found[-2].type
        if before in {"FOR", "SOME", "EVERY"}:
            return True
        return before == "COMMA" and bool(self.iterators) and self.iterators[-1] == len(self.frames)

    def _type(self, start: int) -> None:
        """Read the type that begins at `start`."""
        try:
            kind, end = read_type(self.text, start, self.types)
        except TypeTextError as error:
            at = int(error.args[1])
            raise Unreadable(codes.NOT_A_TYPE.report(Span(at, min(at + 1, len(self.text))))) from None
        self._add("TYPE", kind, end)

    def _sign(self, sign: str, end: int) -> None:
        """Read a sign; brackets depend on what stands before and after them."""
        frames = self.frames
        operand = self.previous in _OPERANDS
        if sign == "(":
            self._opening(operand, end)
        elif sign == ")":
            frame = frames.pop() if frames else ""
            self._add("RPAR", frame, end)
            if frame == "parameters":
                self.previous = "RPAR of parameters"
        elif sign == "[":
            self._bracket(operand, end)
        elif sign == "]":
            self._closing(operand, end)
        elif sign == "{":
            frames.append("{")
            self._add("LBRACE", sign, end)
        elif sign == ":" and frames and frames[-1] == "parameters":
            self._type(end)
        elif sign == "=" and not self.found and not self.cell:
            # a formula may begin as it does in a spreadsheet
            self.at = end
        elif sign == "==":
            raise Unreadable(codes.DOUBLE_EQUALS.report(Span(self.at, end)))
        elif sign == "%":
            self._add("PERCENT", sign, end)
        else:
            if sign == ".." and frames:
                frames[-1] = ".."
            elif sign == "}" and frames:
                frames.pop()
            self._add(_SIGNS[sign], sign, end)

    def _opening(self, operand: bool, end: int) -> None:
        """Read `(`."""
        if self.previous == "FUNCTION":
            self.frames.append("parameters")
            self._add("LPAR_CALL", "(", end)
        elif operand and self.previous != "TYPE":
            self.frames.append("call")
            self._add("LPAR_CALL", "(", end)
        else:
            self.frames.append("(")
            self._add("LPAR_IN" if self.previous == "IN" else "LPAR", "(", end)

    def _bracket(self, operand: bool, end: int) -> None:
        """Read `[`, which closes a range when nothing to filter by follows."""
        if self.frames and self.frames[-1] == ".." and operand and self._closes(end):
            self.frames.pop()
            self._add("RCLOSE", "[", end)
        else:
            self.frames.append("[")
            self._add("FILTER" if operand else "LBRACK", "[", end)

    def _closing(self, operand: bool, end: int) -> None:
        """Read `]`, which opens a range where an operand is expected."""
        if operand or (self.previous == "LBRACK" and not self._operand_follows(end)):
            if self.frames:
                self.frames.pop()
            self._add("RBRACK", "]", end)
        else:
            self.frames.append("(")
            self._add("ROPEN", "]", end)

    def _operand_follows(self, at: int) -> bool:
        """Return whether a value begins after `at`: `[]1..2]` is a list of a range, `[]` an empty list."""
        match = _TOKEN.match(self.text, _skip(self.text, at))
        if match is None or match.lastgroup == "sign":
            return False
        return match.group() not in _AFTER_OPERAND

    def _closes(self, at: int) -> bool:
        """Return whether a `[` that ends at `at` closes a range: nothing that could be filtered by follows."""
        match = _TOKEN.match(self.text, _skip(self.text, at))
        if match is None:
            return True
        if match.lastgroup == "sign":
            return match.group() not in {"-", "(", "[", "{", "（", "－"}
        word = match.group()
        return match.lastgroup == "word" and word in _AFTER_OPERAND


def _skip(text: str, at: int) -> int:
    """Return the next position that is neither white space nor comment."""
    match = _SPACES.match(text, at)
    return match.end() if match else at


def unescape(quoted: str) -> str:
    """Return the text between the quotes of a FEEL string, escapes and doubled quotes replaced."""
    body = quoted[1:-1]
    if "\\" not in body and '""' not in body:
        return body
    text = _ESCAPE.sub(_unescaped, body)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\" in body else text


def _unescaped(match: re.Match[str]) -> str:
    """Return what one escape stands for."""
    code = match[1]
    if code is None:
        return '"'
    if code[0] in "uU":
        number = int(code[1:], 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return _SIMPLE_ESCAPES.get(code, code)
