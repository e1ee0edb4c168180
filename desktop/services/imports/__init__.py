"""Imports: other programs' CSV as punches and pomodoros, in batches that can be undone."""
