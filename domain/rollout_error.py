"""Why a rollout cannot be made, started or changed; the docstrings are what people are told."""

from domain.errors import ChangedMeanwhileError, DomainError, InvalidError


class NoDevicesError(InvalidError):
    """Choose the devices first: at least one, at most 5000."""


class NoSettingsError(InvalidError):
    """Set at least one field."""


class ShareError(InvalidError):
    """The share of devices that may fail lies between 0 and 100 %."""


class PreviewOldError(ChangedMeanwhileError):
    """Some of these devices were set otherwise since this preview was made; look at the new one and start again."""


class NothingToDoError(DomainError):
    """Nothing would change: each of these devices has these settings already, or cannot have them."""


class SeeWarningsError(DomainError):
    """This has consequences for some devices; say that you have seen them if you want it all the same."""


class NotPossibleNowError(ChangedMeanwhileError):
    """That is not possible any more as this change stands now; somebody may have been faster."""
