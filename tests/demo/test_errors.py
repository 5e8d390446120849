import errno

from demo.errors import sentence


def test_a_full_disk_is_named_in_one_sentence() -> None:
    error = OSError(errno.ENOSPC, "No space left on device", "/data/var/log/web.log")
    assert sentence(error, fallback_path="/data/var") == "The disk that holds /data/var/log/web.log is full."


def test_a_read_only_disk_is_named_even_if_the_system_names_no_file() -> None:
    error = OSError(errno.EROFS, "Read-only file system")
    assert sentence(error, fallback_path="/data/var") == "/data/var lies on a disk that can only be read."


def test_what_is_not_foreseen_keeps_the_words_of_the_system() -> None:
    error = OSError(errno.EMFILE, "Too many open files", "/data/var/lock")
    assert sentence(error, fallback_path="/data/var") == "/data/var/lock: Too many open files."
