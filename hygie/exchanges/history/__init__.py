"""The years before Hygie, from one XLSX file: table, template, reading, dry run, writing, undo."""
