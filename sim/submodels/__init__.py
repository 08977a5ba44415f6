"""One process a file: plain functions on arrays, and at the end one ``advance``."""
