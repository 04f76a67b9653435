"""Passwords: argon2 hashes, and what a password must be."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.errors import SettingError

SHORTEST = 10
LONGEST = 200
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("nobody has this password")
"""Checked when there is no such account, so that the time of an answer does not tell which names exist."""


def hash_password(password: str, username: str) -> str:
    """Return the argon2 hash. Raises SettingError for a password that is too easy to guess."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise SettingError(f"密码至少 {SHORTEST} 个字符。")
    if len(set(password)) < 5 or username.lower() in password.lower():
        raise SettingError("密码太容易被猜到：不能包含用户名，也不能只由几个字符重复而成。")
    return _HASHER.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Whether a password fits a stored hash; takes as long for nobody's hash."""
    try:
        _HASHER.verify(stored or _NOBODY, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
