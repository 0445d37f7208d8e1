"""What all-MiniLM-L6-v2 computes for a text, counted from its shapes."""

LAYERS = 6
HIDDEN = 384
BETWEEN = 1_536
"""How wide a layer's feed-forward part is."""
SHAPES = (
    *[(HIDDEN, HIDDEN)] * 4,  # queries, keys, values, and the output of attention
    (HIDDEN, BETWEEN),
    (BETWEEN, HIDDEN),
)
"""The matrices of a layer that its tokens are multiplied by."""


def product_flops(tokens: int) -> int:
    """Return the operations of the matrix products with weights; a multiply-add counts as two."""
    return LAYERS * sum(2 * tokens * rows * columns for rows, columns in SHAPES)


def attention_flops(tokens: int) -> int:
    """Return the operations of queries by keys, and of what comes of it by values."""
    return LAYERS * 2 * (2 * tokens * tokens * HIDDEN)


def flops(tokens: int) -> int:
    """Return the operations of all matrix products; what is done number by number is left out."""
    return product_flops(tokens) + attention_flops(tokens)
