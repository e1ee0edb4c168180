"""The pomodoro card and, in a narrow window, the pomodoro bar."""
