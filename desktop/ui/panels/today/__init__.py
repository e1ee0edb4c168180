"""The Today screen: clock, pomodoro, shifts and week on one page."""
