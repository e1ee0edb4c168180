"""Files that come in: pure reading of other programs' CSV, and what each of their lines becomes."""
