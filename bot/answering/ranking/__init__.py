"""Candidates to scored sentences: the reranker, the weights, the curve of the score."""
