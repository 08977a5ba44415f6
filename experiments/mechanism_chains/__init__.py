"""Much quoted claims, followed link by link."""
