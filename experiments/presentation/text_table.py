"""Tables as text: columns aligned, the last one wrapped to the terminal."""

import shutil
import textwrap
from collections.abc import Sequence

Rows = Sequence[tuple[str, ...]]


def table(header: Sequence[str], rows: Rows, width: int | None = None) -> str:
    """Return rows under a header, columns aligned, the last one wrapped to the terminal."""
    width = width or shutil.get_terminal_size((120, 40)).columns
    sizes = [max(len(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    indent = sum(sizes[:-1]) + 2 * (len(sizes) - 1)
    room = max(width - indent, 60)
    lines = []
    for row in (tuple(header), *rows):
        start = "".join(
            f"{cell:<{size}}  " for cell, size in zip(row[:-1], sizes, strict=False)
        )
        wrapped = textwrap.wrap(row[-1], room) or [""]
        lines.append((start + wrapped[0]).rstrip())
        lines += [" " * indent + line for line in wrapped[1:]]
    return "\n".join(lines)
