"""Whether the tables of an OLE2 file can be trusted, before calamine follows them.

A damaged length makes calamine ask for gigabytes, which ends the process, and a chain of sectors that bites its tail
makes it read for ever; olefile tolerates both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import olefile

LAST_ENTRY = 0xFFFFFFFB  # from here on, numbers of sectors are marks: end of chain, free, table sector


def is_sound(ole: olefile.OleFileIO, size: int) -> bool:
    """Whether all counts and lengths fit into a file of `size` bytes and every chain of sectors ends."""
    sectors = size // ole.sector_size + 1
    counts = (ole.num_fat_sectors, ole.num_mini_fat_sectors, ole.num_dir_sectors, ole.num_difat_sectors)
    if max(counts) > sectors or ole.mini_stream_cutoff_size > 2**16:
        return False
    ole.loadminifat()
    return all(_ends(table, start) for table, start in _chains(ole)) and all(
        entry.size <= size for entry in ole.direntries if entry is not None
    )


def _chains(ole: olefile.OleFileIO) -> Iterator[tuple[Sequence[int], int]]:
    """The table and the first sector of every chain of the file."""
    yield ole.fat, ole.first_dir_sector
    yield ole.fat, ole.first_mini_fat_sector
    for entry in ole.direntries:
        if entry is not None and entry.entry_type in {olefile.STGTY_STREAM, olefile.STGTY_ROOT}:
            is_small = entry.entry_type == olefile.STGTY_STREAM and entry.size < ole.mini_stream_cutoff_size
            if entry.size:
                yield (ole.minifat if is_small else ole.fat), entry.isectStart


def _ends(table: Sequence[int], sector: int) -> bool:
    """Whether a chain comes to an end inside its table."""
    for _ in range(len(table) + 1):
        if sector >= LAST_ENTRY:
            return True
        if sector >= len(table):
            return False
        sector = table[sector]
    return False
