"""What people are told: reminders and decisions, as popups and behind the bell."""
