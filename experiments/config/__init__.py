"""From overrides to a checked config: composition, schema, levers, parameters."""
