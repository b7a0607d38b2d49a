"""Transformer blocks as Learning2Listen has them: norm first, GELU, keys scaled by the width.

B batch, T tokens, S tokens of the other modality, C channels.
"""

from jaxtyping import Float
from torch import Tensor, nn


class Attention(nn.Module):
    """Multi-head attention whose logits are divided by the root of the width, not of a head's.

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
        self, asking: Float[Tensor, "B T C"], asked: Float[Tensor, "B S C"]
    ) -> Float[Tensor, "B T C"]:
        """What the asking tokens find among the asked ones."""
        query = self.query(asking).unflatten(2, (self.heads, -1)).transpose(1, 2)
        key, value = self.key_value(asked).unflatten(2, (2, self.heads, -1)).unbind(dim=2)
        # Written out: on a CPU torch's fused attention is several times slower for so few tokens.
        weights = (self.scale * query @ key.permute(0, 2, 3, 1)).softmax(dim=-1)
        found = weights @ value.transpose(1, 2)
        output: Tensor = self.output(found.transpose(1, 2).flatten(2))
        return output


class Block(nn.Module):
    """Attention and a feed-forward network, each after a norm and added to its input."""

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
        self, x: Float[Tensor, "B T C"], asked: Float[Tensor, "B S C"] | None = None
    ) -> Float[Tensor, "B T C"]:
        """The tokens after the block; without others they attend to themselves."""
        asking = self.before(x)
        x = x + self.attention(asking, asking if asked is None else asked)
        result: Tensor = x + self.feed_forward(x)
        return result


class Transformer(nn.Module):
    """Blocks over tokens with a learned position each."""

    def __init__(
        self, tokens: int, channels: int, layers: int, heads: int, feed_forward: int
    ) -> None:
        super().__init__()
        self.position = nn.Embedding(tokens, channels)
        nn.init.normal_(self.position.weight, std=0.02)
        self.blocks = nn.ModuleList(Block(channels, heads, feed_forward) for _ in range(layers))

    def forward(self, x: Float[Tensor, "B T C"]) -> Float[Tensor, "B T C"]:
        """The tokens after all blocks."""
        x = x + self.position.weight[: x.shape[1]]
        for block in self.blocks:
            x = block(x)
        return x
