"""Pomoclock: clock, pomodoro and shifts over an offline-first store, served and synced."""

__version__ = "0.1.0"
