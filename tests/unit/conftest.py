"""What unit tests share."""

import pytest

from purdahgate.domain.policy import Policy
from purdahgate.shipped_data import shipped
from purdahgate.sources.policies import load_policy
from purdahgate.sources.wording import load_wording


@pytest.fixture(scope="session")
def shipped_policy() -> Policy:
    """The rules of Chelmsford's pack with the base it extends."""
    return load_policy(shipped("policies/chelmsford.toml"), load_wording())
