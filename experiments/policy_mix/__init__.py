"""A mix of policies taken apart: each lever, each side, each government, equal money."""
