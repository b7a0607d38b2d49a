"""The VQ-VAE of Learning2Listen: 32 frames of motion as 4 codes, and back.

B batch, T frames, M components of motion, N codes (T/8), C channels, K codes in the codebook.
"""

from dataclasses import dataclass

from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from elp.config.l2l import VqVaeSettings
from elp.models.l2l.convolution import KERNEL, LEAK, convolve, squeeze
from elp.models.l2l.sizes import PAST, TOKENS
from elp.models.l2l.transformer import Transformer


@dataclass(frozen=True)
class QuantisedVectors:
    """Vectors of the nearest codes, their numbers, and the loss of the quantiser."""

    vectors: Float[Tensor, "B N C"]
    codes: Int[Tensor, "B N"]
    loss: Float[Tensor, ""]


class Quantiser(nn.Module):
    """Nearest vectors of a learned codebook, with a straight-through gradient.

    Parameters
    ----------
    codes, channels : int
        Size of the codebook.
    commitment : float
        β, weight of the encoder's distance from the code that it chose.

    References
    ----------
    Van den Oord et al., "Neural Discrete Representation Learning", NeurIPS 2017, Eq. 3.
    """

    def __init__(self, codes: int, channels: int, commitment: float) -> None:
        super().__init__()
        self.commitment = commitment
        self.codebook = nn.Embedding(codes, channels)
        nn.init.uniform_(self.codebook.weight, -1 / codes, 1 / codes)

    def forward(self, encoded: Float[Tensor, "B N C"]) -> QuantisedVectors:
        """The nearest code of each vector."""
        codes = self.nearest(encoded)
        vectors = self.codebook(codes)
        commitment = F.mse_loss(vectors.detach(), encoded)
        loss = self.commitment * commitment + F.mse_loss(vectors, encoded.detach())
        return QuantisedVectors(encoded + (vectors - encoded).detach(), codes, loss)

    def nearest(self, encoded: Float[Tensor, "B N C"]) -> Int[Tensor, "B N"]:
        """Number of the nearest code."""
        book = self.codebook.weight
        # ‖z − c‖² without ‖z‖², which is the same for all codes
        distances = book.square().sum(dim=1) - 2 * encoded.float() @ book.float().T
        return distances.argmin(dim=-1)


class VqVae(nn.Module):
    """Encoder, codebook and decoder of 32 frames; 13,034,552 parameters at 56 components.

    The released transposed convolution names replication, but computes as here: its authors disable
    torch's check, and torch has no other padding there.

    Parameters
    ----------
    settings : VqVaeSettings
        Sizes of the network.
    motion : int
        M, number of components of motion.

    References
    ----------
    Ng et al., "Learning to Listen", CVPR 2022, Sec. 3.2.
    """

    def __init__(self, settings: VqVaeSettings, motion: int) -> None:
        super().__init__()
        hidden = settings.hidden
        blocks = (hidden, settings.layers, settings.heads, settings.feed_forward)
        self.squeeze = squeeze(motion, hidden)
        self.embed = nn.Linear(hidden, hidden)
        self.encoder = Transformer(TOKENS, *blocks)
        self.quantiser = Quantiser(settings.codes, hidden, settings.commitment)
        self.expand = nn.Sequential(
            nn.ConvTranspose1d(hidden, hidden, KERNEL, 2, KERNEL // 2, output_padding=1),
            nn.LeakyReLU(LEAK),
            nn.BatchNorm1d(hidden),
            convolve(hidden, hidden),
            nn.Upsample(scale_factor=2),
            convolve(hidden, hidden),
            nn.Upsample(scale_factor=2),
        )
        self.unembed = nn.Linear(hidden, hidden)
        self.decoder = Transformer(PAST, *blocks)
        self.output = nn.Conv1d(hidden, motion, KERNEL, padding=KERNEL // 2)

    def forward(
        self, motion: Float[Tensor, "B T M"]
    ) -> tuple[Float[Tensor, "B T M"], QuantisedVectors]:
        """The motion decoded from its codes, and the codes."""
        quantised = self.quantiser(self._encode(motion))
        return self._decode(quantised.vectors), quantised

    def encode(self, motion: Float[Tensor, "B T M"]) -> Int[Tensor, "B N"]:
        """Codes of each window of 32 frames."""
        return self.quantiser.nearest(self._encode(motion))

    def decode(self, codes: Int[Tensor, "B N"]) -> Float[Tensor, "B T M"]:
        """Motion of each window of 4 codes."""
        return self._decode(self.quantiser.codebook(codes))

    def _encode(self, motion: Tensor) -> Tensor:
        squeezed = self.squeeze(motion.transpose(1, 2)).transpose(1, 2)
        encoded: Tensor = self.encoder(self.embed(squeezed))
        return encoded

    def _decode(self, vectors: Tensor) -> Tensor:
        expanded = self.expand(vectors.transpose(1, 2)).transpose(1, 2)
        decoded = self.decoder(self.unembed(expanded))
        motion: Tensor = self.output(decoded.transpose(1, 2)).transpose(1, 2)
        return motion


def vqvae_loss(
    generated: Float[Tensor, "B T M"],
    target: Float[Tensor, "B T M"],
    quantised: QuantisedVectors,
    groups: dict[str, int],
) -> dict[str, Tensor]:
    """L1 of each group of components, by name and width, and the loss of the quantiser."""
    widths = list(groups.values())
    pairs = zip(generated.float().split(widths, dim=-1), target.split(widths, dim=-1), strict=True)
    terms = {
        name: (ours - real).abs().mean() for name, (ours, real) in zip(groups, pairs, strict=True)
    }
    return terms | {"quantiser": quantised.loss}
