"""Where the data that ships with the product lies: inside the wheel, or at its place in a checkout."""

from pathlib import Path

PREFIX = "shipped:"
_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent


def shipped(name: str) -> Path:
    """The path of shipped data: `shipped("policies/chelmsford.toml")`. It need not exist."""
    inside = _PACKAGE / "shipped" / name
    return inside if inside.exists() else _CHECKOUT / name


def resolve(name: str, base: Path) -> Path:
    """A path as config files write it: `shipped:NAME`, or one relative to `base`."""
    if name.startswith(PREFIX):
        return shipped(name.removeprefix(PREFIX))
    return base / name
