"""Settings of the Mesh-to-Video Renderer: defaults are the published sizes."""

from typing import Literal

from pydantic import (
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    model_validator,
)

from elp.config.base import Settings
from elp.config.data import ScheduleSettings
from elp.config.optimiser import OptimiserSettings

SMALLEST = 16  # pixels a side that the perceptual trunk can look at


class HourglassSettings(Settings):
    """A U-Net that halves its input some times and comes back."""

    channels: PositiveInt = Field(description="of the first layer; each halving doubles them")
    most: PositiveInt = Field(1024, description="channels that no layer exceeds")
    blocks: PositiveInt = Field(5, description="halvings")
    scale: float = Field(0.25, gt=0, le=1, description="what pictures are reduced to before it")


class GeneratorSettings(Settings):
    """The network that repaints the warped portrait."""

    channels: PositiveInt = Field(64, description="of the first layer; each halving doubles them")
    most: PositiveInt = Field(512, description="channels that no layer exceeds")
    halvings: PositiveInt = 2
    blocks: PositiveInt = Field(6, description="residual blocks between the halvings")


class DiscriminatorSettings(Settings):
    """The adversary that tells real patches from generated ones."""

    channels: PositiveInt = Field(32, description="of the first layer; each block doubles them")
    most: PositiveInt = Field(512, description="channels that no layer exceeds")
    blocks: PositiveInt = Field(4, description="halvings")


class RendererLossSettings(Settings):
    """Weights of the renderer's objective."""

    perceptual: NonNegativeFloat = Field(10.0, description="of each layer of the trunk")
    scales: tuple[PositiveFloat, ...] = Field(
        (1.0, 0.5, 0.25, 0.125), description="of the pyramid that the trunk looks at"
    )
    equivariance: NonNegativeFloat = Field(10.0, description="of the keypoints' positions")
    equivariance_jacobian: NonNegativeFloat = Field(10.0, description="of their Jacobians")
    adversarial: NonNegativeFloat = Field(
        0.0, description="of the adversary's verdict; 0: there is none (FOMM fine-tunes with 1)"
    )
    feature_matching: NonNegativeFloat = Field(
        10.0, description="of the distance of the adversary's features, if there is one"
    )
    parts: NonNegativeFloat = Field(
        0.0,
        description="beyond the paper: of the mean absolute difference where the meshes mark eyes, "
        "lips and brows, which are a hundredth of a picture and most of an expression",
    )


class RendererSettings(Settings):
    """The first order motion model, driven by meshes."""

    size: PositiveInt = Field(256, multiple_of=32, description="pixels a side")
    keypoints: PositiveInt = Field(10, description="K")
    mesh_style: Literal["gray", "marked"] = Field(
        "marked", description="of the meshes that it sees (`mesh.style`)"
    )
    temperature: PositiveFloat = Field(0.1, description="of the softmax of heat maps")
    jacobian: bool = Field(True, description="local affine motions; without, shifts only")
    variance: PositiveFloat = Field(0.01, description="of the heat maps that show keypoints")
    detector: HourglassSettings = HourglassSettings(channels=32)
    motion: HourglassSettings = HourglassSettings(channels=64)
    generator: GeneratorSettings = GeneratorSettings()
    discriminator: DiscriminatorSettings = DiscriminatorSettings()
    mesh_in_motion: bool = Field(
        False,
        description="beyond the paper: the dense motion network sees both meshes beside the "
        "keypoints, which alone hardly tell that an eye closes",
    )
    mesh_in_generator: bool = Field(
        False,
        description="beyond the paper: the generator sees both meshes and the warped portrait too, "
        "so that it can paint what no motion brings forth: teeth, closed lids",
    )
    blend: bool = Field(
        False,
        description="beyond the paper: the generator also gives a mask of where the warped "
        "portrait is shown as it is, which a small network can learn in minutes",
    )
    loss: RendererLossSettings = RendererLossSettings()
    optimiser: OptimiserSettings = OptimiserSettings(
        algorithm="adam", learning_rate=2e-4, betas=(0.5, 0.999), weight_decay=0.0
    )

    @model_validator(mode="after")
    def _fits_its_networks(self) -> "RendererSettings":
        if self.size * min(self.loss.scales) < SMALLEST:
            raise ValueError(
                f"`loss.scales`: at {self.size} pixels a side the smallest picture has under "
                f"{SMALLEST}; leave the smallest scale out"
            )
        if self.loss.parts and self.mesh_style == "gray":
            raise ValueError(
                "`loss.parts`: gray meshes mark no eyes and lips; choose `mesh_style: marked`"
            )
        if self.loss.adversarial and self.size < 4 * 2**self.discriminator.blocks:
            raise ValueError(
                f"`discriminator`: {self.size} pixels cannot be halved "
                f"{self.discriminator.blocks} times and leave patches; choose fewer `blocks`"
            )
        for name, network in (("detector", self.detector), ("motion", self.motion)):
            side = self.size * network.scale
            if side % 2**network.blocks:
                raise ValueError(
                    f"`{name}`: {side:g} pixels cannot be halved {network.blocks} times; choose "
                    "fewer `blocks` or another `scale`"
                )
        return self


class RendererRunSettings(Settings):
    """What the renderer is trained on, for how long, and how it is looked at."""

    datasets: tuple[str, ...] = Field(
        min_length=1, description="data sets with videos, whose training clips are learned from"
    )
    every: PositiveInt = Field(
        8, description="one frame of so many is learned from, and every frame of a blink"
    )
    schedule: ScheduleSettings = ScheduleSettings(steps=100_000, batch_size=40)
    seed: NonNegativeInt = 0
    trunk: Literal["efficientnet", "vgg19"] = Field(
        "efficientnet",
        description="network of the perceptual distance: EfficientNet-lite0, which comes as a "
        "package, or the published VGG-19, 548 MB from the web",
    )
    network: RendererSettings = RendererSettings()
