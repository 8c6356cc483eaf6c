"""Personal data: National Insurance numbers, telephone numbers, e-mail addresses, home addresses."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from purdahgate.detect.mentions.folding import plain
from purdahgate.detect.mentions.reading import Reading
from purdahgate.detect.telephones import telephone
from purdahgate.detect.words import OtherWords
from purdahgate.domain.findings import Certainty, Finding, FindingKind

_Seen = tuple[int, int, str, str, Certainty]

# HMRC's National Insurance Manual, NIM39110: two letters (never D, F, I, Q, U, V; O never second; some pairs
# never), six digits, A to D.
_INSURANCE: Final = re.compile(
    r"(?<![^\W_])(?!(?:BG|GB|KN|NK|NT|TN|ZZ))[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"(?:[ -]?\d\d){3}[ -]?[A-D](?![^\W_])",
    re.IGNORECASE,
)
_TELEPHONE: Final = re.compile(r"(?<![\w.,/£$+])(?:\+ ?44|0)[\d ().-]{8,17}\d(?![\w/])")
_MAIL: Final = re.compile(
    r"(?<![\w.+@-])[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@(?=[A-Za-z0-9])[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}(?![\w-])"
)
_POSTCODE: Final = re.compile(r"(?<![^\W_])[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}(?![^\W_])")
_HOUSE: Final = re.compile(
    r"(?<![^\W_])(?:(?:Flat|flat|Apartment) \w{1,4},? )?\d{1,4}[A-Za-z]?,? [A-Z][\w']{1,30}(?=[ ,])"
)
_REACH: Final = 90  # characters from a house number to its postcode


class PersonalData:
    """Finds what may belong to one person; the body's `own_contacts` and the mailboxes of offices pass."""

    def __init__(self, words: OtherWords, own_contacts: Iterable[str] = ()) -> None:
        self._offices = words.office_mailboxes
        self._private_hosts = words.private_mail_hosts
        own = [plain(each).strip().removeprefix("@") for each in own_contacts]
        self._own = frozenset(own)
        self._own_numbers = frozenset(found.number for each in own if (found := telephone(each)))
        self._own_codes = frozenset(each.replace(" ", "").upper() for each in own)

    def find(self, reading: Reading, field: str = "text") -> tuple[Finding, ...]:
        """One finding for each, by place; those inside another are part of it."""
        text = reading.folded.text
        seen: list[_Seen] = []
        if "@" in text:
            seen += self._mail(text)
        if any(digit in text for digit in "0123456789"):
            seen += [*_insurance(text), *self._telephones(text), *self._addresses(text)]
        findings, last = [], 0
        for each in sorted(seen, key=lambda one: (one[0], -one[1])):
            if each[0] >= last:
                last = each[1]
                findings.append(_finding(reading, each, field))
        return tuple(findings)

    def _mail(self, text: str) -> Iterator[_Seen]:
        for run in _MAIL.finditer(text):
            name, _, host = run.group().lower().partition("@")
            parents = {host[k + 1 :] for k, each in enumerate(host) if each == "."} | {host}
            if run.group().lower() in self._own or not parents.isdisjoint(self._own) or name in self._offices:
                continue
            somebodys = host in self._private_hosts or any(sign in name for sign in "._")
            certainty = Certainty.LIKELY if somebodys else Certainty.CHECK
            yield *run.span(), "e-mail", "This e-mail address may be one person's.", certainty

    def _telephones(self, text: str) -> Iterator[_Seen]:
        for run in _TELEPHONE.finditer(text):
            found = telephone(run.group())
            if found and found.number not in self._own_numbers:
                certainty = Certainty.LIKELY if found.mobile else Certainty.CHECK
                kind = "mobile number" if found.mobile else "telephone number"
                yield *run.span(), "telephone", f"This {kind} may be one person's.", certainty

    def _addresses(self, text: str) -> Iterator[_Seen]:
        for code in _POSTCODE.finditer(text):
            if code.group().replace(" ", "") in self._own_codes:
                continue
            before = max(0, code.start() - _REACH)
            house = max(
                _HOUSE.finditer(text, before, code.start()), key=lambda one: one.start(), default=None
            )
            if house and "\n\n" not in text[house.start() : code.start()]:
                why = "A house number and a postcode may be where somebody lives."
                yield house.start(), code.end(), "address", why, Certainty.CHECK


def _insurance(text: str) -> Iterator[_Seen]:
    for run in _INSURANCE.finditer(text):
        why = "This has the form of a National Insurance number."
        yield *run.span(), "national-insurance", why, Certainty.CERTAIN


def _finding(reading: Reading, seen: _Seen, field: str) -> Finding:
    first, last, what, why, certainty = seen
    start, end = reading.folded.span(first, last)
    return Finding(
        kind=FindingKind.PERSONAL_DATA,
        start=start,
        end=end,
        text=reading.folded.original[start:end],
        who=f"perhaps personal: {what}",
        rule=f"personal-data.{what}",
        certainty=certainty,
        why=why,
        field=field,
    )
