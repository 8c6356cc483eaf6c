"""Word lists of the smaller detectors, as data; loaded from files by `purdahgate.sources.lexicon`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OtherWords:
    """The lists under [other] in the lexicon; others.toml says what each is."""

    profanity: frozenset[str] = frozenset()
    congratulations: tuple[str, ...] = ()
    marks_in_capitals: tuple[str, ...] = ()
    marks_standing_alone: tuple[str, ...] = ()
    office_mailboxes: frozenset[str] = frozenset()
    private_mail_hosts: frozenset[str] = frozenset()
