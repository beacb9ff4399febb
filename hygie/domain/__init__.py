"""The pure core: no Django, no network, no clock, no input but its own rule files."""
