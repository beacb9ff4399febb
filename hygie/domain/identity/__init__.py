"""Keys and names of establishments and professionals, as pure functions."""
