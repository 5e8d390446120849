"""Bytes that people have sent, handed out so that a browser keeps them and runs none of them."""

from io import BytesIO

import flask
from flask import Response, request

from domain.document import Document

# Whatever these bytes are taken for: no script, no frame, no form, no request to anywhere.
_POLICY = "default-src 'none'; sandbox"
_LASTING, _ASK_AGAIN = "private, max-age=31536000, immutable", "private, no-cache"


def image(data: bytes, tag: str, *, named: bool) -> Response:
    """Return a WebP, 304 if the browser has it; ``tag`` stands for its content.

    ``named``: the address carries the digest of the content, so that nobody has to ask again.
    """
    answer = flask.make_response(data)
    answer.headers["Content-Type"] = "image/webp"
    answer.headers["Content-Disposition"] = "inline"
    return _kept(answer, tag, named=named).make_conditional(request)  # type: ignore[return-value]


def download(found: Document) -> Response:
    """Return a document to be saved, never to be opened in the page; 304 if the browser has it."""
    answer = flask.send_file(BytesIO(found.content), mimetype=found.form.content_type, as_attachment=True,
                             download_name=found.file_name, etag=found.digest, conditional=True)
    answer.headers["Content-Type"] = found.form.content_type
    return _kept(answer, found.digest, named=request.args.get("v") == found.digest)


def _kept(answer: Response, tag: str, *, named: bool) -> Response:
    answer.headers["Cache-Control"] = _LASTING if named else _ASK_AGAIN
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.set_etag(tag)
    return answer
