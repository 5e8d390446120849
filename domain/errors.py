"""The errors that are told to people: the message is the docstring, unless one is given."""


class DomainError(Exception):
    """That is not possible."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class NotFoundError(DomainError):
    """There is nothing with that number or name."""


class InvalidError(DomainError):
    """What was entered cannot be used."""


class ChangedMeanwhileError(DomainError):
    """Somebody else changed this in the meantime."""


class ConfigError(DomainError):
    """A setting is missing or wrong."""
