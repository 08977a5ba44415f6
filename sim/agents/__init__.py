"""The four kinds of agents: columns and thin views of cartels, firms, enforcers and consumers."""
