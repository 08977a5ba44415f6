"""House style: figures, pages, words."""
