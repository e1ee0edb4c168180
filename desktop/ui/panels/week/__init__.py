"""The week strip: planned beside worked, day by day."""
