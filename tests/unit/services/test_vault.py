from __future__ import annotations

from pathlib import Path

import keyring.errors

from desktop.services.vault import FILE, Credential, Vault

SECRET = Credential("token", "s3cret", "raw")


class Ring:
    """A keyring in memory; `broken` refuses everything."""

    def __init__(self, *, broken: bool = False) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.broken = broken

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        del self.kept[service, username]

    def _check(self) -> None:
        if self.broken:
            raise keyring.errors.KeyringLocked("locked")


def test_without_a_keyring_a_file_that_only_its_owner_reads_holds_the_secret(
    tmp_path: Path,
) -> None:
    vault = Vault(tmp_path, "node")
    assert vault.load() is None
    assert vault.store(SECRET) == "file"
    assert vault.load() == SECRET
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    vault.forget()
    assert vault.load() is None


def test_a_keyring_is_preferred_and_leaves_no_file(tmp_path: Path) -> None:
    Vault(tmp_path, "node").store(Credential("key", "older"))
    vault = Vault(tmp_path, "node", ring=Ring())
    assert vault.store(SECRET) == "keyring"
    assert (vault.load(), (tmp_path / FILE).exists()) == (SECRET, False)
    vault.forget()
    assert vault.load() is None


def test_a_locked_keyring_falls_back_to_the_file(tmp_path: Path) -> None:
    vault = Vault(tmp_path, "node", ring=Ring(broken=True))
    assert vault.load() is None
    assert vault.store(SECRET) == "file"
    assert vault.load() == SECRET
    vault.forget()
    assert not (tmp_path / FILE).exists()


def test_a_damaged_file_asks_to_sign_in_again(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{half")
    assert Vault(tmp_path, "node").load() is None
