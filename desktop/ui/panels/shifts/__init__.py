"""The shift list of Today: what is on, what is next, what one may ask for."""
