"""Forms of the room: those of allauth in our words and templates, and our own."""
