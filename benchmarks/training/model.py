"""The cross-encoder: one logit a pair, and one a token that says where the answer stands.

The pair's logit is read from the first token, the mean of all tokens and the log-sum-exp of the
passage's token logits, so that what is learnt about places counts for the ranking too.
"""

from pathlib import Path

import torch  # noqa: TID253 - this module is the model
from torch import Tensor, nn  # noqa: TID253 - likewise
from torch.nn import functional  # noqa: TID253 - likewise

LISTWISE_WEIGHT, BINARY_WEIGHT, EVIDENCE_WEIGHT = 1.0, 0.5, 0.5
_MASKED = -1e4


class CrossEncoder(nn.Module):
    """A BERT body from a sentence-transformers folder with two fresh heads."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        from transformers import AutoModel

        self.body = AutoModel.from_pretrained(
            str(folder),
            local_files_only=True,
            add_pooling_layer=False,
            attn_implementation="eager",  # on a CPU a third faster to train than the fused one
            hidden_dropout_prob=0.0,  # less than an epoch: there is nothing to overfit yet
            attention_probs_dropout_prob=0.0,
        )
        width = self.body.config.hidden_size
        self.pair = nn.Linear(2 * width, 1)
        self.token = nn.Linear(width, 1)
        self.share = nn.Parameter(torch.tensor(0.5))

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        """Return the pairs' logits (pairs,) and the tokens' (pairs, tokens), low off the passage.

        All three arguments have the shape (pairs, tokens).
        """
        hidden = self.body(
            input_ids=ids, attention_mask=mask, token_type_ids=types
        ).last_hidden_state
        present = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * present).sum(1) / present.sum(1)
        off = (1 - types * mask).to(torch.float32) * _MASKED
        evidence = self.token(hidden).squeeze(-1).float() + off
        pooled = self.pair(torch.cat([hidden[:, 0], mean], dim=-1)).squeeze(-1).float()
        return pooled + self.share * torch.logsumexp(evidence, dim=-1), evidence


def loss_of(logits: Tensor, evidence: Tensor, answers: Tensor, groups: Tensor) -> Tensor:
    """Return the sum of the three losses, a scalar.

    `answers` (pairs, tokens) says which tokens stand in the answer, none in a wrong passage;
    `groups` (groups, places) holds each group's pairs by number, the right one first, -1 for no
    pair; a group whose first place is -1 has no right pair.

    Listwise: Cao et al., "Learning to Rank: From Pairwise Approach to Listwise Approach", 2007.
    Evidence: the marginal likelihood of Clark and Gardner, "Simple and Effective Multi-Paragraph
    Reading Comprehension", 2018, within the right passage.
    """
    rows = torch.where(groups >= 0, logits[groups.clamp(min=0)], torch.full_like(groups, _MASKED))
    taught = groups[:, 0] >= 0
    listwise = (torch.logsumexp(rows, dim=1) - rows[:, 0])[taught].sum() / max(len(groups), 1)
    right = torch.zeros_like(logits)
    right[groups[taught, 0]] = 1.0
    # As many right as wrong: each class has half of the weight.
    binary = functional.binary_cross_entropy_with_logits(logits, right, reduction="none")
    weights = torch.where(right > 0, 0.5 / right.sum().clamp(min=1), 0.5 / (1 - right).sum())
    located = answers.any(dim=1)
    inside = torch.where(answers, evidence, torch.full_like(evidence, _MASKED))
    places = torch.logsumexp(evidence, dim=1) - torch.logsumexp(inside, dim=1)
    return (
        LISTWISE_WEIGHT * listwise
        + BINARY_WEIGHT * (binary * weights).sum()
        + EVIDENCE_WEIGHT * places[located].sum() / max(int(located.sum()), 1)
    )
