"""Transformer blocks of Learning2Listen: norm first, GELU, keys scaled by the width.

B batch, T tokens, Q queries, C channels.
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn


class Attention(nn.Module):
    """Multi-head attention; logits are divided by the root of the full width, not of a head's.

    Parameters
    ----------
    channels : int
        C, width of queries, keys and values.
    heads : int
        Number of heads, a divisor of C.
    """

    def __init__(self, channels: int, heads: int) -> None:
        super().__init__()
        self.heads, self.scale = heads, channels**-0.5
        self.query = nn.Linear(channels, channels, bias=False)
        self.key_value = nn.Linear(channels, 2 * channels, bias=False)
        self.output = nn.Linear(channels, channels)

    def forward(
        self,
        queries: Float[Tensor, "B Q C"],
        context: Float[Tensor, "B T C"],
        allowed: Bool[Tensor, "B Q T"] | None = None,
    ) -> Float[Tensor, "B Q C"]:
        """Values of the context, each query attending to the tokens that it is allowed."""
        query = self.query(queries).unflatten(2, (self.heads, -1)).transpose(1, 2)
        key, value = self.key_value(context).unflatten(2, (2, self.heads, -1)).unbind(dim=2)
        # Written out: for so few tokens torch's fused attention is several times slower on a CPU.
        logits = self.scale * query @ key.permute(0, 2, 3, 1)
        if allowed is not None:
            logits = logits.masked_fill(~allowed[:, None], -torch.inf)
        attended = logits.softmax(dim=-1) @ value.transpose(1, 2)
        output: Tensor = self.output(attended.transpose(1, 2).flatten(2))
        return output


class Block(nn.Module):
    """Attention and a feed-forward network, each on normed input and added to it."""

    def __init__(self, channels: int, heads: int, feed_forward: int) -> None:
        super().__init__()
        self.before = nn.LayerNorm(channels)
        self.attention = Attention(channels, heads)
        self.feed_forward = nn.Sequential(
            nn.LayerNorm(channels),
            nn.Linear(channels, feed_forward),
            nn.GELU(),
            nn.Linear(feed_forward, channels),
        )

    def forward(
        self,
        x: Float[Tensor, "B T C"],
        queries: Float[Tensor, "B T C"] | None = None,
        allowed: Bool[Tensor, "B T T"] | None = None,
    ) -> Float[Tensor, "B T C"]:
        """The tokens after the block.

        Without queries the tokens attend to themselves. Queries of another modality attend to the
        tokens, and what they read is still added to the tokens, not to the queries.
        """
        context = self.before(x)
        x = x + self.attention(context if queries is None else queries, context, allowed)
        result: Tensor = x + self.feed_forward(x)
        return result


class Transformer(nn.Module):
    """Blocks over tokens with learned positions."""

    def __init__(
        self, tokens: int, channels: int, layers: int, heads: int, feed_forward: int
    ) -> None:
        super().__init__()
        self.position = nn.Parameter(torch.zeros(tokens, channels))
        self.blocks = nn.ModuleList(Block(channels, heads, feed_forward) for _ in range(layers))

    def forward(
        self, x: Float[Tensor, "B T C"], allowed: Bool[Tensor, "B T T"] | None = None
    ) -> Float[Tensor, "B T C"]:
        """The tokens after all blocks; `allowed` says which token may attend to which."""
        x = x + self.position[: x.shape[1]]
        for block in self.blocks:
            x = block(x, allowed=allowed)
        return x
