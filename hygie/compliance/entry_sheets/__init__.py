"""The entry sheets of actions 1, 2 and 7: labels from a mapping file, values from the registers."""
