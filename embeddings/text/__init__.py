"""Text made ready: normalised, cut into paragraphs, its furniture told apart."""
