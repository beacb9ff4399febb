"""An exercise over as one file, and those taken from a file: to be read, never counted."""
