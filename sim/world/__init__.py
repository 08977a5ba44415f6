"""The world outside the agents: axes, tables, dated drivers."""
