"""Writes of the room: preferences, calendar addresses, the mails made, the outbox."""
