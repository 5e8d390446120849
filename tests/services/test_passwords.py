import pytest
from argon2 import PasswordHasher

from services import passwords


def test_passwords_are_hashed_with_argon2id_as_rfc_9106_says():
    first, second = passwords.hashed("correct horse"), passwords.hashed("correct horse")
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert first != second
    assert passwords.matches("correct horse", first)
    assert not passwords.matches("correct hors", first)


@pytest.mark.parametrize("short", ["", "elevenchars", "ümläüts1234"])
def test_a_short_password_is_refused_with_a_sentence(short):
    with pytest.raises(passwords.PasswordTooShortError, match="at least 12 characters"):
        passwords.hashed(short)


def test_a_password_of_unreasonable_length_is_refused():
    with pytest.raises(passwords.PasswordTooLongError):
        passwords.hashed("x" * 1025)
    assert not passwords.matches("x" * 10_000_000, None)


def test_the_passwords_of_the_demo_are_for_the_demo_only():
    with pytest.raises(passwords.PasswordKnownError):
        passwords.hashed("demo-admin-stethos")
    assert passwords.hashed("demo-admin-stethos", for_demo=True).startswith("$argon2id$")


@pytest.mark.parametrize("broken", ["", "plain text", "$argon2id$v=19$m=65536", "$2b$12$abcdefghijklmnopqrstuv"])
def test_a_hash_that_is_none_matches_nothing(broken):
    assert not passwords.matches("correct horse", broken)


def test_only_a_hash_of_other_parameters_is_made_anew():
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("correct horse")
    stronger = passwords.stronger("correct horse", weak)
    assert stronger is not None
    assert passwords.matches("correct horse", stronger)
    assert passwords.stronger("correct horse", stronger) is None
