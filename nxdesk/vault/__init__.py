"""Secrets: keys, sealed values, passwords, hash chain, redaction. It knows no table, no network and no window."""
