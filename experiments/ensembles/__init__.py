"""Paired runs of many scenarios and seeds on a pool of processes."""
