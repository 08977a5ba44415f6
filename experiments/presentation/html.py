"""Pages that need nothing else to be read: one HTML file with its style and its pictures."""

import base64
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from experiments.presentation.languages import named, said

TEMPLATES: Final = Path(__file__).resolve().parent / "templates"


def filled(template: str, **values: Any) -> str:
    """Return a template of the folder ``templates`` as HTML; a missing value is an error.

    Templates write a text in both languages with ``_("English")``.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=said, named=named)
    return environment.get_template(template).render(**values)


def embedded(picture: Path) -> str:
    """Return a PNG file as an address that holds the picture itself."""
    data = base64.b64encode(picture.read_bytes()).decode("ascii")
    return f"data:image/png;base64,{data}"
