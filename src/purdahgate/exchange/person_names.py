"""A person's everyday name, out of how other people's files write it: without titles, letters and notes."""

import re
from typing import Final

from purdahgate.errors import InputError

_LONGEST: Final = 200
_VACANT: Final = frozenset(
    {
        "vacant",
        "vacancy",
        "vacant seat",
        "seat vacant",
        "casual vacancy",
        "no candidate",
        "tbc",
        "none",
        "n/a",
    }
)
_TITLES: Final = frozenset(
    """
    councillor cllr clr cynghorydd cyng mayor alderman ald alderwoman baillie bailie provost
    mr mrs ms miss mx dr doctor prof professor sir dame lord lady baron baroness viscount earl
    rev revd reverend canon father fr rabbi imam hon honourable capt captain maj major col colonel lt cdr
    """.split()  # noqa: SIM905  (one a line would fill the page)
)
_LONGER_TITLES: Final = re.compile(
    r"^(the )?(county councillor|borough councillor|city councillor|rt\.? hon\.?|right honourable|"
    r"honourable|lt col|lieutenant colonel|deputy lord mayor|lord mayor|deputy mayor|town mayor)\b\.?",
    re.IGNORECASE,
)
_LETTERS: Final = frozenset(
    """
    MBE OBE CBE BEM KBE DBE KCB CB GBE CH JP DL KC QC TD VR GC GM QPM KPM MP MSP MS MLA AM MEP
    BA BSC MA MSC MBA PHD FRSA FRICS FCA ACA RGN LLB LLM DPHIL HON ALD PC
    """.split()  # noqa: SIM905
)
_BEHIND: Final = frozenset({"deputy", "alderman", "jnr", "jr", "snr", "sr", "esq"})
_BRACKETS: Final = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")
_GARBLED: Final = re.compile("\ufffd|[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€")


def is_vacant(typed: str) -> bool:
    """Whether the cell says that nobody holds the seat."""
    return " ".join(typed.split()).strip("()[]-*. ").casefold() in _VACANT


def everyday_name(typed: str) -> str:
    """First name and surname as `typed` has them, middle names kept.

    InputError for one word, a surname first, a spreadsheet's formula, and letters that are garbled.
    """
    check_cell(typed, "name")
    if len(typed) > _LONGEST:
        raise InputError("the name is too long to be one", mend="Is the file whole?")
    name = " ".join(_BRACKETS.sub(" ", typed).split())
    front, _, behind = name.partition(",")
    if behind and not all(_is_letters(word) for word in behind.replace(",", " ").split()):
        raise InputError(f"{name!r} has its surname first", mend="Write the first name first")
    words = _without_letters(_without_titles(front).split())
    name = " ".join(words)
    if len(words) < 2 or not all(any(each.isalpha() for each in word) for word in (words[0], words[-1])):  # noqa: PLR2004
        raise InputError(f"{typed.strip()[:80]!r} is no full name", mend="Give first name and surname")
    return name


def check_cell(typed: str, what: str) -> None:
    """InputError for a cell that no register may carry: a formula, garbled letters, control characters."""
    typed = " ".join(typed.split())
    if typed[:1] in ("=", "+", "-") or (what != "handle" and typed[:1] == "@"):
        raise InputError(
            f"the {what} {typed[:40]!r} begins like a spreadsheet's formula",
            mend="Write the words themselves",
        )
    if _GARBLED.search(typed):
        raise InputError(
            f"the {what} {typed[:40]!r} is garbled: the file has another encoding", mend="See --encoding"
        )
    if not typed.isprintable():
        raise InputError(f"the {what} {typed[:40]!a} has a character that cannot be printed")


def _without_titles(name: str) -> str:
    while True:
        rest = _LONGER_TITLES.sub("", name).strip()
        first, _, more = rest.partition(" ")
        if first.strip(".").casefold() in _TITLES:
            rest = more
        if rest == name or " " not in rest:  # Earl may be a first name, and Lord Example a whole one
            return name
        name = rest


def _without_letters(words: list[str]) -> list[str]:
    while len(words) > 2 and _is_letters(words[-1]):  # noqa: PLR2004  (a surname may look like letters)
        words = words[:-1]
    return words


def _is_letters(word: str) -> bool:
    bare = word.replace(".", "")
    if bare.casefold() in _BEHIND:
        return True
    return bare.upper() in _LETTERS and (bare.isupper() or bare in {"PhD", "BSc", "MSc"})
