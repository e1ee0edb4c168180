"""Files that go out: pure formatting of what services/exports has read from the store."""
