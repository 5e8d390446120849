"""A preview of bytes that came from anywhere: readable, and harmless to show."""


def preview(content: bytes) -> str:
    """Return bytes as text in which nothing is hidden: what is no printable text is written as its code.

    Bytes that are no UTF-8 become ``\\xNN``, control and direction characters ``\\uNNNN``; line ends stay.
    """
    text = content.decode("utf-8", "backslashreplace")
    return "".join(sign if sign.isprintable() or sign == "\n" else _code(sign) for sign in text)


def _code(sign: str) -> str:
    number = ord(sign)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
