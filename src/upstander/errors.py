"""Every error a user can see: a sentence that says what happened, and what to do.

No message ever holds personal data: identifiers of tables, files, rows and columns only.
"""


class UpstanderError(Exception):
    """Something a person can put right. `exit_code` is what the command line ends with."""

    exit_code = 1

    def __init__(self, happened: str, *, do: str) -> None:
        super().__init__(f"{happened} {do}")
        self.happened = happened
        self.do = do


class UsageError(UpstanderError):
    """The command was asked for something it does not know."""

    exit_code = 2


class ExtractError(UpstanderError):
    """The extracts cannot be read at all: a structural error, which stops the run."""

    exit_code = 3


class MappingError(UpstanderError):
    """A source mapping does not say what it should."""

    exit_code = 4


class CountError(UpstanderError):
    """Rows read are not rows accepted plus rows quarantined: nothing may be lost in silence."""

    exit_code = 5


class OutputError(UpstanderError):
    """The output cannot be written where it was asked for."""

    exit_code = 6


class ConfigurationError(UpstanderError):
    """A setting is unknown or impossible."""

    exit_code = 7


class SignChangedError(UpstanderError):
    """A warning sign changed and its version did not."""

    exit_code = 8


class EngineError(UpstanderError):
    """The engine could not be started, or gave out before the scan was done."""

    exit_code = 9


class ScanError(UpstanderError):
    """A scan's folder cannot be brought in: it is not whole, damaged or of another version."""

    exit_code = 10


class PublishError(UpstanderError):
    """The workbench cannot take a scan in now: an older one, or the database is not ready."""

    exit_code = 11


class AuditError(UpstanderError):
    """The audit log is not as it was written, or a checkpoint of it is not to be trusted."""

    exit_code = 12


class WorkbenchError(UpstanderError):
    """The workbench could not be started: its port, its database or its files are not to be had."""

    exit_code = 13


class PackEditedError(UpstanderError):
    """A file of a disclosure pack is not as it was made."""

    exit_code = 14


class PackMissingError(UpstanderError):
    """A file of a disclosure pack is missing."""

    exit_code = 15


class PackAddedError(UpstanderError):
    """Something was added to a disclosure pack."""

    exit_code = 16


class PackSignatureError(UpstanderError):
    """A disclosure pack is not signed, or not by the key that it should be signed by."""

    exit_code = 17
