"""Whose private keys are at hand: in ssh-agent, in the folder of keys, in the user's own .ssh."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from purdahgate.domain.signing import PublicKey, Signer
from purdahgate.errors import KeyAtHandError
from purdahgate.keys.agent import Agent, AgentSigner, agent_here
from purdahgate.keys.key_files import FileSigner, KeyFile, read_key_file, unlock

FOLDER: Final = "PURDAHGATE_KEYS"

_OWN: Final = ("id_ed25519", "id_ed25519_sk")
_MOST_FILES: Final = 1_000


@dataclass(frozen=True, slots=True)
class KeyAtHand:
    """One place where a key may be: in `agent`, in `file`, or in neither because of `fault`.

    `name` is the file's, or the comment that the agent has; it is empty where the agent itself fails.
    """

    name: str
    place: str
    agent: Agent | None = None
    file: KeyFile | None = None
    agent_key: PublicKey | None = None
    fault: KeyAtHandError | None = None

    @property
    def key(self) -> PublicKey | None:
        """Its public half, where it can sign."""
        return self.file.key if self.file else self.agent_key

    @property
    def ready(self) -> bool:
        """Whether it may sign from where it is; a file of a FIDO key must be loaded into an agent first."""
        return self.key is not None and not (self.file and self.file.key.is_fido)


def keys_folder(workspace: Path | None = None) -> Path:
    """Where keys are kept and looked for: `$PURDAHGATE_KEYS`, or `keys` among the user's settings.

    A workspace for trying things out names a folder of its own instead.
    """
    if workspace is not None:
        return workspace
    if named := os.environ.get(FOLDER, ""):
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("purdahgate", appauthor=False) / "keys"


def all_at_hand(first: str = "", workspace: Path | None = None) -> Iterator[KeyAtHand]:
    """Every key at hand, none of them unlocked, and every file that should be one: the agent's before files.

    Among files that called `first` comes first.
    """
    return chain(_in_agent(), _in_files(first, keys_folder(workspace)))


def signer_for(
    name: str,
    keys: Sequence[PublicKey],
    ask: Callable[[str], str] | None,
    workspace: Path | None = None,
) -> Signer:
    """What signs for `name`, whose valid public keys are `keys`: ssh-agent before any file.

    `ask` gets a passphrase for a prompt, in three tries; None where nobody can be asked.
    """
    if not keys:
        raise KeyAtHandError(
            f"{name} has no valid key in people.toml", mend="Make one with: purdahgate key new NAME"
        )
    unready: list[KeyAtHand] = []
    for found in all_at_hand(name, workspace):
        if found.key not in keys or not found.ready:
            unready.append(found)
        elif found.file:
            return FileSigner(name, found.file.key, unlock(found.file, ask))
        elif found.agent and found.agent_key:
            return AgentSigner(name, found.agent_key, found.agent)
    raise _nothing(name, keys, unready, keys_folder(workspace))


def names_at_hand(people_keys: Mapping[str, Sequence[PublicKey]], workspace: Path | None = None) -> list[str]:
    """Whose keys are at hand, by name, without unlocking any."""
    here = {found.key for found in all_at_hand(workspace=workspace) if found.ready}
    return sorted(name for name, keys in people_keys.items() if here.intersection(keys))


def none_called(name: str) -> KeyAtHandError:
    """There is no key by that name."""
    return KeyAtHandError(
        f"no key called {name!r} is at hand",
        where=str(keys_folder()),
        mend="See them all with: purdahgate key show; or make one with: purdahgate key new NAME",
    )


def _in_agent() -> Iterator[KeyAtHand]:
    agent = agent_here()
    if not agent:
        return
    try:
        held = agent.keys()
    except KeyAtHandError as fault:
        yield KeyAtHand("", agent.place, fault=fault)
        return
    for key, comment in held.items():
        yield KeyAtHand(comment, "ssh-agent", agent, agent_key=key)


def _in_files(first: str, folder: Path) -> Iterator[KeyAtHand]:
    for path in chain(sorted(_files(folder), key=lambda path: path.name != first), _own_files()):
        try:
            yield KeyAtHand(path.name, str(path), file=read_key_file(path))
        except KeyAtHandError as fault:
            yield KeyAtHand(path.name, str(path), fault=fault)


def _files(folder: Path) -> list[Path]:
    """What should be a private key in the folder of keys."""
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix != ".pub" and path.name[0] != ".")
    except FileNotFoundError:
        return []
    except OSError as wrong:
        said = (wrong.strerror or "no reason given").lower()
        mend = f"Check its rights, or name another with {FOLDER}"
        raise KeyAtHandError(
            f"the folder of keys cannot be read: {said}", where=str(folder), mend=mend
        ) from None
    return [path for path in found[:_MOST_FILES] if not path.is_dir()]


def _own_files() -> Iterator[Path]:
    """The user's own SSH keys, where their SSH would look for them."""
    for name in _OWN:
        path = Path.home() / ".ssh" / name
        if path.is_file():
            yield path


def _nothing(
    name: str, keys: Sequence[PublicKey], unready: Sequence[KeyAtHand], folder: Path
) -> KeyAtHandError:
    """Why nobody can sign for `name`: what comes nearest, and the mend."""
    for found in unready:
        if found.file and found.key in keys:
            return KeyAtHandError(
                f"{name}'s key is in a security key",
                where=found.place,
                mend=f"Load it, and touch it when you sign: ssh-add {found.place}",
            )
    for found in unready:
        if found.fault and found.name == name:
            return found.fault
    for found in unready:
        if found.name == name and found.file:
            return KeyAtHandError(
                f"this is not the key that people.toml has for {name}",
                where=found.place,
                mend="Put its public half there, or use the key that stands there",
            )
    agent = next((found.fault for found in unready if found.fault and not found.name), None)
    return KeyAtHandError(
        f"no key of {name} is at hand" + (f", and {agent.message}" if agent else ""),
        where=str(folder),
        mend="Load it with: ssh-add PATH; or make one with: purdahgate key new NAME",
    )
