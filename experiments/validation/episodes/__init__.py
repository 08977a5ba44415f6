"""Section 3 of the targets: published episodes as paired runs of the full model."""
