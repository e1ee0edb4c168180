"""The window: Qt and nothing else may be imported below this package, and only here."""

from .refcounts import hold_singletons

hold_singletons()  # before the first call of Qt, whichever module of this package makes it
