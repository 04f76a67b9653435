"""What can go wrong, in one screen.

Three kinds of failure are never confused. Bad *data* is a `Violation` and is returned, never raised. A bad
*submission, setting or reference file* is a `KepuError`: a sentence for a person, an exit code of its own, no
traceback. Anything else that is raised is a bug.

KepuError                          10
├── SubmissionError                11   one file; the run goes on and the bytes are kept
│   ├── UnreadableSubmission       11   SYN-01: not the format its content claims, or broken
│   ├── UndecodableText            11   SYN-02: no encoding fits
│   ├── UnsupportedFormat          11   recognised, but a person must send something else (scan, .doc, photo)
│   ├── ProtectedFile              11   a password that is not ours to know
│   ├── LimitExceeded              11   too long, too large, unpacks to too much, took too long
│   ├── ReadingFault               11   our own fault met one file; it is named, the others go on
│   └── UnidentifiedSubmission     11   nobody can tell who sent it, or for which month
├── ReferenceDataError             12   a reference file is refused: file, row, reason
├── SettingError                   13   a setting, folder or address does not work
├── DecisionError                  14   a decision that cannot be recorded as asked
├── NotFound                       15   no such issue, observation, fact, month
├── AmbiguousId                    16   a cut id that fits several
├── WarehouseError                 17   the working or published file is missing, locked, broken or of another version
├── QueryError                     18   the SQL of a reader is wrong or would write
└── EmptyInbox                      3   the inbox holds nothing for the month
"""

from __future__ import annotations


class KepuError(Exception):
    """A failure that a person can act on; its text is Chinese and says what to do next."""

    exit_code = 10
    code = "KEPU"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SubmissionError(KepuError):
    """One submitted file cannot be used; the sentence is for its sender."""

    exit_code = 11
    code = "SUBMISSION"
    rule_id = "SYN-01"


class UnreadableSubmission(SubmissionError):
    """The file cannot be opened as the format its content claims."""

    code = "UNREADABLE"


class UndecodableText(SubmissionError):
    """No encoding turns the bytes into plausible text."""

    code = "UNDECODABLE"
    rule_id = "SYN-02"


class UnsupportedFormat(SubmissionError):
    """The format is recognised but holds nothing that can be read safely."""

    code = "UNSUPPORTED"


class ProtectedFile(SubmissionError):
    """The file is encrypted with a password that is not known."""

    code = "PROTECTED"


class LimitExceeded(SubmissionError):
    """Reading would cost more time, memory, cells or unpacked bytes than one file may."""

    code = "LIMIT"


class ReadingFault(SubmissionError):
    """A fault of ours met this file; it is shown as such and does not stop the others."""

    code = "FAULT"


class UnidentifiedSubmission(SubmissionError):
    """The submitter or the month cannot be told, or the places that state them disagree."""

    code = "UNIDENTIFIED"
    rule_id = "VAL-04"


class ReferenceDataError(KepuError):
    """A reference file is refused: which file, which row, and why."""

    exit_code = 12
    code = "REFERENCE"


class SettingError(KepuError):
    """A setting, folder or address does not work."""

    exit_code = 13
    code = "SETTING"


class DecisionError(KepuError):
    """A decision cannot be recorded as asked."""

    exit_code = 14
    code = "DECISION"


class NotFound(KepuError):
    """No issue, observation, fact or month answers to the given id."""

    exit_code = 15
    code = "NOT_FOUND"


class AmbiguousId(KepuError):
    """A shortened id fits more than one thing."""

    exit_code = 16
    code = "AMBIGUOUS_ID"


class WarehouseError(KepuError):
    """The working or published file is missing, locked, broken or from another version."""

    exit_code = 17
    code = "WAREHOUSE"


class QueryError(KepuError):
    """A reader's SQL is wrong, or would change something."""

    exit_code = 18
    code = "QUERY"


class EmptyInbox(KepuError):
    """The inbox holds nothing for the month."""

    exit_code = 3
    code = "EMPTY_INBOX"
