"""Import of the daily FINESS structures file: establishments, legal entities and GHT."""
