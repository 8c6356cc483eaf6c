"""Policy packs: TOML files whose every rule names the clause it carries out."""

import difflib
import hashlib
from collections.abc import Sequence
from pathlib import Path

from purdahgate.domain.policy import Policy
from purdahgate.domain.wording import Wording
from purdahgate.errors import DataError, InputError
from purdahgate.shipped_data import shipped
from purdahgate.sources.pack_limits import limits_of
from purdahgate.sources.pack_parts import Pack, clauses_of, questions_of, rules_of
from purdahgate.sources.pack_tables import PackTable
from purdahgate.toml_files import open_toml

BASE = "uk-base"
MOST_BYTES = 1_000_000
MOST_RULES = 1_000


def pack_files(path: Path) -> tuple[Path, ...]:
    """The files of the pack at `path` and of those it extends, the base first."""
    return tuple(each.file.path for each in _chain(path, shipped("policies")))


def shipped_packs() -> tuple[str, ...]:
    """The names of the packs that ship."""
    return tuple(sorted(path.stem for path in shipped("policies").glob("*.toml")))


def find_pack(name: str) -> Path:
    """The pack that ships by that name, or the file at that path; InputError names the nearest."""
    known = shipped_packs()
    if name in known:
        return shipped(f"policies/{name}.toml")
    path = Path(name)
    if path.is_file():
        return path
    near = difflib.get_close_matches(name, known, n=1)
    mend = f"Did you mean {near[0]!r}?" if near else f"Name a file, or one of: {', '.join(known)}"
    raise InputError(f"there is no pack {name!r}", mend=mend)


def load_policy(path: Path, wording: Wording, shelf: Path | None = None) -> Policy:
    """The pack at `path` with all it extends; its own rules come first. Packs that ship lie in `shelf`.

    DataError for a pack without rules, one that does not reach `uk-base`, a rule without a condition, a rule
    id, question or clause that stands twice, and whatever names a sentence, role, question or rule that is
    not there.
    """
    chain = _chain(path, shelf or shipped("policies"))
    covered = hashlib.sha256()
    for each in chain:
        covered.update(hashlib.sha256(each.file.text.encode()).digest())
    return _policy(chain, wording, covered.hexdigest())


def _policy(chain: Sequence[Pack], wording: Wording, digest: str) -> Policy:
    questions = questions_of(chain)
    roles = {name: title for pack in chain for name, title in pack.table.roles.items()}
    rules = tuple(rule for pack in reversed(chain) for rule in rules_of(pack, wording, questions, roles))
    return Policy(
        id=chain[-1].id,
        title=chain[-1].table.title,
        rules=rules,
        digest=digest,
        questions=questions,
        roles=roles,
        clauses=clauses_of(chain, rules, questions),
        limits=limits_of(pack.table.limits for pack in chain),
    )


def _chain(path: Path, shelf: Path) -> list[Pack]:
    """The pack at `path` and those it extends, the base first."""
    chain: list[Pack] = []
    while True:
        pack = _read(path)
        if any(known.id == pack.id for known in chain):
            raise DataError(
                f"pack {pack.id!r} extends itself", where=pack.file.where("extends"), mend="Name another"
            )
        chain.insert(0, pack)
        if path.resolve() == (shelf / f"{BASE}.toml").resolve():
            return chain
        if pack.id == BASE:
            where, mend = pack.file.where("id"), "Give it a name of its own, and let it extend the base"
            raise DataError(f"a pack of one's own cannot be called {BASE!r}", where=where, mend=mend)
        if not pack.table.extends:
            raise DataError(
                f"pack {pack.id!r} extends nothing",
                where=str(path),
                mend=f'Write extends = "{BASE}" above its rules',
            )
        path = _extended(pack, shelf)


def _read(path: Path) -> Pack:
    file = open_toml(path, limit=MOST_BYTES)
    pack = Pack(file, file.convert(PackTable))
    if not pack.table.rule:
        raise DataError("the pack has no rule, so it would clear everything", where=str(path), mend="Add one")
    if len(pack.table.rule) > MOST_RULES:
        mend = f"At most {MOST_RULES:,}; let one pack extend another"
        raise DataError(f"the pack has {len(pack.table.rule):,} rules", where=str(path), mend=mend)
    return pack


def _extended(pack: Pack, shelf: Path) -> Path:
    name = pack.table.extends
    path = shelf / f"{name}.toml"
    beside = pack.file.path.parent / f"{name}.toml"
    found = path if path.exists() else beside
    if not found.exists():
        raise DataError(
            f"there is no pack {name!r}", where=pack.file.where("extends"), mend=f'Use extends = "{BASE}"'
        )
    return found
