"""Tests: what the model claims, its processes, and the laboratory around it."""
