"""Exports: timesheets, punches and shifts as files, in batches that are remembered."""
