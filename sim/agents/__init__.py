"""The four kinds of agents: columns, and thin views of their rows."""
