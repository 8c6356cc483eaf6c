"""What a channel would not take is told when a post is queued, in one line."""

import pytest

from purdahgate.domain.post import Category, Due, Medium, Revision
from purdahgate.publishers.limits import NO_LIMITS, Limits

LIMITS = Limits(
    most=10,
    most_bytes=20,
    most_media=2,
    media={"image/png": 100, "video/*": 1_000},
    alone=frozenset({"video"}),
    most_alt=5,
    refuses=lambda revision: "it shouts" if revision.text.isupper() else "",
)


def medium(media_type="image/png", size=100, alt="A bin"):
    return Medium("a" * 64, "bin", media_type, size, alt)


def revision(text="Bins", *media):
    return Revision(text, "council", Category.SERVICE, Due("asap", None), media=media)


FILM = medium("video/mp4", 1_000)


@pytest.mark.parametrize(
    ("post", "says"),
    [
        pytest.param(revision("x" * 10), "", id="as long as may be"),
        pytest.param(revision("x" * 11), "it is 11 characters long, and 10 is the most", id="too long"),
        pytest.param(revision("\u20ac" * 7), "it is 21 bytes long, and 20 is the most", id="too many bytes"),
        pytest.param(revision("Bins", medium(), medium()), "", id="as many media as may be"),
        pytest.param(revision("Bins", *[medium()] * 3), "it has 3 media, and 2 is the most", id="too many"),
        pytest.param(revision("Bins", FILM), "", id="a film by its family"),
        pytest.param(
            revision("Bins", FILM, medium()), "it has 2 media, and video must stand alone", id="not alone"
        ),
        pytest.param(
            revision("Bins", medium(size=101)), "bin is 101 bytes, and 100 is the most", id="too large"
        ),
        pytest.param(
            revision("Bins", medium("image/gif")),
            "bin is image/gif, and the channel takes image/png, video/*",
            id="another type",
        ),
        pytest.param(
            revision("Bins", medium(alt="A bin!")),
            "the alt text of bin is 6 characters long, and 5 is the most",
            id="too long an alt text",
        ),
        pytest.param(revision("BINS"), "it shouts", id="what the channel has against it besides"),
    ],
)
def test_the_first_fault_is_told(post, says):
    assert LIMITS.fault(post) == says


def test_a_channel_that_takes_no_media_says_so():
    assert Limits(most_media=0).fault(revision("Bins", medium())) == (
        "it has media, and the channel takes none"
    )


def test_a_channel_without_limits_takes_everything():
    assert NO_LIMITS.fault(revision("x" * 100_000, *[FILM] * 9)) == ""
