"""Reads the size of a picture from its first bytes. Shared by functions as a layer."""

import struct


def size(head):
    """The (format, width, height) that the bytes of a PNG or GIF begin with."""
    if head[:8] == b"\x89PNG\r\n\x1a\n" and head[12:16] == b"IHDR":
        return ("png", *struct.unpack(">II", head[16:24]))
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return ("gif", *struct.unpack("<HH", head[6:10]))
    raise ValueError("neither PNG nor GIF")
