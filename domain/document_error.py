"""Why a document is not taken; the docstring is what the person is told."""

from domain.errors import InvalidError


class NoDocumentError(InvalidError):
    """This is no document that is kept here: send a PDF, a text or CSV, or a Word, Excel, PowerPoint or OpenDocument file."""  # noqa: E501 - one sentence for people


class PictureNotDocumentError(InvalidError):
    """This is a picture: add it to the pictures, or send a drawing that must stay sharp as a PDF."""


class EmptyDocumentError(InvalidError):
    """This file is empty."""


class LargeDocumentError(InvalidError):
    """This document is too large: 25 MB at most."""


class BrokenDocumentError(InvalidError):
    """This document is damaged or incomplete: send it again."""


class MixedDocumentError(InvalidError):
    """There is something else in this file beside the document: save it anew, or send it as a PDF."""


class ActiveDocumentError(InvalidError):
    """There are macros or programs in this document: save it without them, or send it as a PDF."""


class FloodDocumentError(InvalidError):
    """This document unpacks to far more than a document needs: save it anew, or send it as a PDF."""


class TooManyDocumentsError(InvalidError):
    """There are 100 documents here already: remove one first."""


class NoTitleError(InvalidError):
    """Give the document a title."""
