"""What each establishment did, in the order in which it is loaded. Days are those of a calendar."""
