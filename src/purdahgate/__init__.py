"""The gate in front of a public body's social media accounts in the weeks before an election."""

__version__ = "0.1.0"
