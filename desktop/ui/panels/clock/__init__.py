"""The clock card: in, break, back, out."""
