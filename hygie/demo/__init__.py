"""A credible region of fictitious establishments and people: to try, to show, to test."""
