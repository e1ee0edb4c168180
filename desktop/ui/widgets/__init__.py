"""The building blocks of every screen. Import each from its own module: none is loaded unasked."""
