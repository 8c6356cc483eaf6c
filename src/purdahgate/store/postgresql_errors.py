"""What PostgreSQL's complaints mean to whoever runs the gate, and the mend."""

from typing import Final

from sqlalchemy.exc import DBAPIError

LOCKED: Final = "55P03"
_GRANT = "Let the account have what it needs; see docs/how-to/postgresql.md"
_LOST = (
    "lost its connection",
    "What was not told as done is not done or done whole: look at purdahgate status, then try again",
)
_AWAY = ("is stopping or starting", "Try again when it is up; nothing was changed")

# By SQLSTATE, the longest beginning that fits.
_STATES: Final = {
    "08": _LOST,
    "25006": ("is read-only", "Name the primary server, not a copy of it"),
    "28": (
        "does not let this account in",
        "Check the account, pg_hba.conf and the password file (PGPASSFILE)",
    ),
    "40": ("was changed by something else meanwhile", "Nothing was changed; try again"),
    "42501": ("refuses this account: {said}", _GRANT),
    "42P01": ("has lost a table: {said}", "Restore it from a backup"),
    "53": ("has no room: {said}", "Free some, or ask whoever runs the server; nothing was changed"),
    "57P": _LOST,
    "57P03": _AWAY,
    "58": ("cannot be read or written: {said}", "Ask whoever runs the server; nothing was changed"),
    "XX": ("is damaged: {said}", "Ask whoever runs the server, and restore it from a backup"),
    LOCKED: ("is still being written by another command", "Try again when that has finished"),
}
# A refused connection bears no SQLSTATE, only the server's words.
_SIGNS: Final = (
    ("no password supplied", "wants a password", "Keep it in a file that PGPASSFILE names, or ~/.pgpass"),
    ("password authentication failed", "refuses the password", "Check the password file (PGPASSFILE)"),
    ("pg_hba.conf", "does not let this account in", "Whoever runs the server allows it in pg_hba.conf"),
    ('role "', "does not know this account", "Make it: createuser NAME, or check store.database"),
    ("permission denied", "does not let this account in", _GRANT),
    ("does not exist", "is not there", "Make it: createdb NAME, or check store.database in config.toml"),
    ("definition of service", "is named by a service that is not there", "Check PGSERVICE and its file"),
    ("starting up", *_AWAY),
    ("shutting down", *_AWAY),
    ("too many", "takes no more connections", "Try again, or ask whoever runs the server"),
    ("certificate", "cannot be proved to be the right server: {said}", "Check sslmode and sslrootcert"),
    ("resolve host", "is on a host whose name is not known", "Check store.database in config.toml"),
    ("connection refused", "does not answer", "Start the server, or check store.database in config.toml"),
    ("no such file", "does not answer", "Start the server, or check store.database in config.toml"),
    ("timeout", "does not answer", "Check the network, the server and store.database in config.toml"),
    ("closed the connection", *_LOST),
    ("connection is lost", *_LOST),
    ("connection is closed", *_LOST),
    ("nul (0x00)", "keeps no text with a NUL character in it", "Take it out; nothing was changed"),
)


def explain(bad: DBAPIError) -> tuple[str, str] | None:
    """What the complaint means, and the mend, where that is known."""
    state = getattr(bad.orig, "sqlstate", None) or ""
    said = " ".join(str(bad.orig).split())
    for length in (5, 3, 2):
        if known := _STATES.get(state[:length]):
            return known[0].format(said=_short(said)), known[1]
    low = said.lower()
    for sign, what, mend in () if state else _SIGNS:
        if sign in low:
            return what.format(said=_short(said)), mend
    return _LOST if bad.connection_invalidated else None


def _short(said: str) -> str:
    return said.partition(" LINE ")[0].partition(" DETAIL:")[0].partition(" CONTEXT:")[0]
