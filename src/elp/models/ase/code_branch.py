"""The classification head encoder: from style features to logits of the codes.

B batch, T frames, S style features, C channels, K logits a frame.
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
        Size of a frame of style features.
    channels : int
        Channels of the convolutions, units of the LSTM and of the MLP's hidden layer.
    outputs : int
        Logits a frame: heads times categories.
    conv_layers, lstm_layers : int
        Depth (paper: 8 and 3). Convolutions from the second on are residual.

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
        """Unnormalised log-probabilities of every category of every head, side by side."""
        x = style.transpose(1, 2)
        for depth, convolution in enumerate(self.convolutions):
            y = F.leaky_relu(convolution(x), LEAK)
            x = x + y if depth else y
        hidden, _ = self.lstm(x.transpose(1, 2))
        logits: Tensor = self.mlp(hidden)
        return logits
