"""What passages say, word by word: terms, and BM25 over them."""
