"""Demo data: a team that looks lived in, made from a seed and a day, and gone without a trace."""
