"""The classification head encoder: from style features to the logits of the codes.

B batch, T frames, S style features, C channels, K logits of each frame.
"""

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

LEAK = 0.2


class CodeBranch(nn.Module):
    """Logits enc(s_sty) of Eq. 2: 1D convolutions, an LSTM, and an MLP.

    Parameters
    ----------
    inputs : int
        Number of style features.
    channels : int
        Width of the convolutions, the LSTM and the hidden layer of the MLP.
    outputs : int
        Logits of each frame: heads times categories.
    conv_layers, lstm_layers : int
        Number of layers (paper: 8 and 3). All convolutions but the first are residual.

    References
    ----------
    Song et al. 2023, Eq. 2 and Sec. 4.1.
    """

    def __init__(
        self, inputs: int, channels: int, outputs: int, *, conv_layers: int, lstm_layers: int
    ) -> None:
        super().__init__()
        widths = [inputs, *[channels] * (conv_layers - 1)]
        self.convolutions = nn.ModuleList(
            nn.Conv1d(width, channels, 3, padding=1) for width in widths
        )
        self.lstm = nn.LSTM(channels, channels, lstm_layers, batch_first=True)
        self.mlp = nn.Sequential(
            nn.Linear(channels, channels), nn.LeakyReLU(LEAK), nn.Linear(channels, outputs)
        )

    def forward(self, style: Float[Tensor, "B T S"]) -> Float[Tensor, "B T K"]:
        """Unnormalised log-probabilities of every category, head after head."""
        x = style.transpose(1, 2)
        for depth, convolution in enumerate(self.convolutions):
            y = F.leaky_relu(convolution(x), LEAK)
            x = x + y if depth else y
        hidden, _ = self.lstm(x.transpose(1, 2))
        logits: Tensor = self.mlp(hidden)
        return logits
