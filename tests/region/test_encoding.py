"""Faults in a file's bytes are found where they are, however large the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from reopen.region.encoding import find_fault

BLOCK = 1 << 20


@pytest.mark.parametrize("shift", range(4))
def test_characters_across_blocks(tmp_path: Path, shift: int) -> None:
    """A character of several bytes may lie across the blocks that the file is read in."""
    path = tmp_path / "file"
    path.write_bytes(b"x" * (BLOCK - shift) + "👩".encode() * 3 + b"\n")
    assert find_fault(path) is None


@pytest.mark.parametrize("length", [0, 100, BLOCK - 1, BLOCK, 2 * BLOCK + 5])
def test_place_of_a_wrong_byte(tmp_path: Path, length: int) -> None:
    """The line of a wrong byte is counted over all blocks."""
    path = tmp_path / "file"
    path.write_bytes(b"x" * length + b"\n\nab\xe4c\n")
    fault = find_fault(path)
    assert fault is not None
    assert fault.row == 3
    assert fault.value.startswith("byte 0xe4 at character 3 of the line, near 'ab")


@pytest.mark.parametrize("length", [0, BLOCK - 1])
def test_character_cut_off_at_the_end(tmp_path: Path, length: int) -> None:
    """A file that ends within a character is at fault."""
    path = tmp_path / "file"
    path.write_bytes(b"x" * length + "ə".encode()[:1])
    fault = find_fault(path)
    assert fault is not None
    assert fault.row == 1


def test_nul_byte_far_down(tmp_path: Path) -> None:
    """A NUL byte is found in later blocks, with its line."""
    path = tmp_path / "file"
    path.write_bytes(b"line\n" * 300_000 + b"a\0b\n")
    fault = find_fault(path)
    assert fault is not None
    assert (fault.row, fault.value) == (300_001, "a NUL byte")


def test_empty_file(tmp_path: Path) -> None:
    """An empty file is text."""
    (tmp_path / "file").write_bytes(b"")
    assert find_fault(tmp_path / "file") is None
