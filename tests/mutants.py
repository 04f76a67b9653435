"""Seeded damage to submitted files: flipped bits, cuts, splices from other formats, overwritten stretches."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

from domain.errors import SubmissionError
from intake.read import read_bytes


def mutants(files: Mapping[str, bytes], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield `count` damaged files, each format in turn; the same seed gives the same damage."""
    names = sorted(files)
    for number in range(count):
        name = names[number % len(names)]
        rng = random.Random(f"{seed}:{name}:{number}")
        yield name, damaged(files[name], files[rng.choice(names)], rng)


def refusal(data: bytes, name: str) -> str | None:
    """The sentence with which a file is refused; None if it is read. Anything else that is raised is a bug."""
    try:
        read_bytes(data, name)
    except SubmissionError as error:
        return error.message
    return None


def damaged(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """One damaged copy of the data."""
    copy = bytearray(data)
    place, length = rng.randrange(len(copy)), rng.randrange(1, 300)
    match rng.randrange(5):
        case 0:
            for _ in range(rng.choice((1, 1, 3, 20))):
                copy[rng.randrange(len(copy))] ^= 1 << rng.randrange(8)
        case 1:
            del copy[place:]
        case 2:
            del copy[place : place + length]
        case 3:
            start = rng.randrange(len(other))
            copy[place : place + length] = other[start : start + length]
        case _:
            copy[place : place + length] = bytes([rng.choice((0, 0x20, 0x30, 0xFF))]) * length
    return bytes(copy)
