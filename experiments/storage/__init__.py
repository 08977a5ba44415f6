"""Whole files, manifests, fingerprints and stored histories."""
