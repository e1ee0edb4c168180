"""`python -m desktop` is the command `pomoclock`."""

from desktop.app import main

if __name__ == "__main__":
    raise SystemExit(main())
