"""Which parties and members a post mentions, where exactly, and how sure that is."""

from purdahgate.detect.mentions.finder import MentionFinder
from purdahgate.detect.mentions.lexicon import Lexicon

__all__ = ["Lexicon", "MentionFinder"]
