"""Make archives whose bytes depend on their content only: fixed times, sorted members, nothing compressed.

Members are stored, not deflated: two releases of zlib compress one text to different bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

MEMBER_TIME = (2022, 12, 1, 0, 0, 0)  # any fixed time; what a document says about itself stands inside it


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return a zip of the members, sorted by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, MEMBER_TIME)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            archive.writestr(info, members[name])
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the members of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repack(data: bytes) -> bytes:
    """Return the same members in the one fixed form."""
    return pack(unpack(data))
