import shutil

import pytest

from purdahgate.errors import DataError
from purdahgate.sources.lexicon import SHIPPED_LEXICON, load_lexicon

HEAD = 'source = "x"\nlicence = "y"\nchecked_on = 2026-11-22\n'
POLITICAL = HEAD + '[[political]]\nkey = "a"\npoints = 3\n'


def write(folder, content, name="words.toml"):
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def group(lexicon, key):
    return next(one for one in lexicon.groups if one.key == key)


def test_the_shipped_lexicon_loads_whole():
    lexicon, digest = load_lexicon()

    assert "tory" in lexicon.parties[1].names
    assert "market" in group(lexicon, "labour").unless_followed_by
    assert len(digest) == 64


def test_an_officers_file_lengthens_a_list_of_the_shipped_lexicon(tmp_path):
    shutil.copytree(SHIPPED_LEXICON, tmp_path, dirs_exist_ok=True)
    write(tmp_path, HEAD + '[[group]]\nkey = "labour"\nunless_followed_by = ["gallery"]\n', "zz_ours.toml")

    unless = group(load_lexicon(tmp_path)[0], "labour").unless_followed_by

    assert {"gallery", "market"} <= unless


def test_an_officers_file_adds_a_party(tmp_path):
    write(tmp_path, HEAD + '[[party]]\nid = "PP0"\nname = "Example Party"\nnames = ["the examples"]\n')

    (party,) = load_lexicon(tmp_path)[0].parties

    assert (party.who, party.names) == ("Example Party (PP0)", ("the examples",))


def test_the_digest_changes_with_a_byte_of_any_file(tmp_path):
    write(tmp_path, HEAD)
    _, before = load_lexicon(tmp_path)
    write(tmp_path, HEAD + "# a note\n")

    _, after = load_lexicon(tmp_path)

    assert before != after


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param('source = "x"\n', "licence", id="no licence line"),
        pytest.param(HEAD + "[[party", "not TOML", id="half written"),
        pytest.param(HEAD + "colour = 1\n", "colour", id="an unknown key"),
        pytest.param(HEAD + '[[group]]\nkey = "x"\nunles = []\n', "unles", id="an unknown key of a group"),
        pytest.param(
            HEAD + '[[title]]\nname = "x"\nword = []\n', "key 'word'", id="an unknown key of a title"
        ),
        pytest.param(HEAD + "[words]\nnames = []\n", "unknown key 'names'", id="an unknown list of words"),
        pytest.param(HEAD + '[words]\ngiven_names = "Ann"\n', "Expected", id="a word for a list"),
        pytest.param(b"\xff", "not UTF-8", id="another encoding"),
        pytest.param(POLITICAL + "phrase = []\n", "unknown key 'phrase'", id="an unknown key of a cue"),
        pytest.param(POLITICAL + 'company = ["x"]\n', "Invalid enum value", id="company of no kind"),
        pytest.param(HEAD + "[other]\nswearing = []\n", "unknown key 'swearing'", id="an unknown other list"),
    ],
)
def test_a_lexicon_that_cannot_stand_names_its_file(tmp_path, content, says):
    write(tmp_path, content)

    with pytest.raises(DataError, match=says) as wrong:
        load_lexicon(tmp_path)

    assert str(tmp_path / "words.toml") in wrong.value.where
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(POLITICAL, "'a' has neither phrases nor a mention", id="a row without a cue"),
        pytest.param(
            POLITICAL + 'phrases = ["x"]\nunless = ["b"]\n', "'b', which is no class", id="no such class"
        ),
        pytest.param(POLITICAL + 'phrases = ["<b>"]\n', "no list '<b>'", id="no such list"),
        pytest.param(POLITICAL + 'phrases = ["see gov.uk"]\n', "'see gov.uk' is no phrase", id="a link"),
        pytest.param(POLITICAL + 'phrases = ["!"]\n', "'!' is no phrase", id="no words"),
    ],
)
def test_politics_that_do_not_fit_together_are_an_error(tmp_path, content, says):
    write(tmp_path, content)

    with pytest.raises(DataError, match=says) as wrong:
        load_lexicon(tmp_path)

    assert str(tmp_path) in wrong.value.where


def test_an_officers_file_adds_a_row_and_may_name_a_shipped_list(tmp_path):
    shutil.copytree(SHIPPED_LEXICON, tmp_path, dirs_exist_ok=True)
    write(
        tmp_path,
        HEAD + '[[political]]\nkey = "ours"\npoints = 3\nphrases = ["<government>"]\n',
        "zz_ours.toml",
    )

    politics = load_lexicon(tmp_path)[0].politics

    assert (politics.enough, politics.cues[-1].key) == (3, "ours")
    assert "prime minister" in politics.cues[-1].phrases


def test_a_folder_without_a_lexicon_is_an_error(tmp_path):
    with pytest.raises(DataError, match="no lexicon"):
        load_lexicon(tmp_path)
