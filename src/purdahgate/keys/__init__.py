"""Signatures and the keys that make them, in OpenSSH's forms."""
