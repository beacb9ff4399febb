"""The law as dated data: values, strict loader, rule book and its fingerprint."""
