"""Why settings of a device cannot be changed; the docstrings are what people are told."""

from domain.errors import ChangedMeanwhileError, DomainError, InvalidError
from domain.settings_check import Finding
from domain.twin import Settings


class SettingsChangedError(ChangedMeanwhileError):
    """Somebody else has changed the settings of this device; look at them and decide again."""

    def __init__(self, revision: int) -> None:
        super().__init__()
        self.revision = revision        # the newest one; it has an author and a time


class ReportChangedError(ChangedMeanwhileError):
    """The device reports something else by now; look at it and decide again."""

    def __init__(self, reported: Settings) -> None:
        super().__init__()
        self.reported = reported


class InvalidSettingsError(InvalidError):
    """Some settings cannot be used."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__()
        self.findings = findings


class NeedsConsentError(DomainError):
    """This can be set, but has consequences; set it on purpose if they are wanted."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__()
        self.findings = findings


class NothingToChangeError(DomainError):
    """These settings are wanted already."""
