"""The sections of the window: a folder each, with its panel, its model and its actions."""
