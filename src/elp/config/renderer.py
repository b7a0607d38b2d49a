"""Settings of the Mesh-to-Video Renderer; the defaults are the published sizes."""

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
from elp.config.optimiser import OptimiserSettings
from elp.config.schedule import StepSettings

SMALLEST = 16  # pixels, the smallest picture that the perceptual trunk can read


class HourglassSettings(Settings):
    """A U-Net: its input is halved several times and then doubled as often."""

    channels: PositiveInt = Field(
        description="channels of the first layer; each halving doubles them"
    )
    most: PositiveInt = Field(1024, description="largest number of channels of a layer")
    blocks: PositiveInt = Field(5, description="halvings")
    scale: float = Field(0.25, gt=0, le=1, description="factor by which pictures are reduced first")


class GeneratorSettings(Settings):
    """The network that repaints the warped portrait."""

    channels: PositiveInt = Field(
        64, description="channels of the first layer; each halving doubles them"
    )
    most: PositiveInt = Field(512, description="largest number of channels of a layer")
    halvings: PositiveInt = Field(2, description="halvings of the picture")
    blocks: PositiveInt = Field(6, description="residual blocks between the halvings")


class DiscriminatorSettings(Settings):
    """The discriminator of real and generated patches."""

    channels: PositiveInt = Field(
        32, description="channels of the first layer; each block doubles them"
    )
    most: PositiveInt = Field(512, description="largest number of channels of a layer")
    blocks: PositiveInt = Field(4, description="halvings")


class RendererLossSettings(Settings):
    """Weights of the loss of the renderer."""

    perceptual: NonNegativeFloat = Field(
        10.0, description="weight of the distance in each layer of the trunk"
    )
    scales: tuple[PositiveFloat, ...] = Field(
        (1.0, 0.5, 0.25, 0.125), description="scales of the picture that the trunk reads"
    )
    equivariance: NonNegativeFloat = Field(
        10.0, description="weight of the equivariance of keypoints"
    )
    equivariance_jacobian: NonNegativeFloat = Field(
        10.0, description="weight of the equivariance of their Jacobians"
    )
    adversarial: NonNegativeFloat = Field(
        0.0,
        description="weight of the adversarial loss; 0: no discriminator (FOMM fine-tunes with 1)",
    )
    feature_matching: NonNegativeFloat = Field(
        10.0, description="weight of the distance in features of the discriminator, if there is one"
    )
    parts: NonNegativeFloat = Field(
        0.0,
        description="beyond the paper: weight of the mean absolute difference where the meshes "
        "mark eyes, lips and brows, one hundredth of a picture but most of an expression",
    )


class RendererSettings(Settings):
    """The first order motion model, driven by meshes."""

    size: PositiveInt = Field(256, multiple_of=32, description="width and height in pixels")
    keypoints: PositiveInt = Field(10, description="K, number of keypoints")
    mesh_style: Literal["gray", "marked"] = Field(
        "marked", description="of the meshes that it reads (`mesh.style`)"
    )
    temperature: PositiveFloat = Field(0.1, description="of the softmax of the heat maps")
    jacobian: bool = Field(True, description="local affine motion; false: shifts only")
    variance: PositiveFloat = Field(0.01, description="of the Gaussians that show keypoints")
    detector: HourglassSettings = HourglassSettings(channels=32)
    motion: HourglassSettings = HourglassSettings(channels=64)
    generator: GeneratorSettings = GeneratorSettings()
    discriminator: DiscriminatorSettings = DiscriminatorSettings()
    mesh_in_motion: bool = Field(
        False,
        description="beyond the paper: the dense motion network reads both meshes beside the "
        "keypoints, which alone barely show that an eye closes",
    )
    mesh_in_generator: bool = Field(
        False,
        description="beyond the paper: the generator also reads both meshes and the warped "
        "portrait, so that it can paint what motion cannot reveal: teeth, closed lids",
    )
    blend: bool = Field(
        False,
        description="beyond the paper: the generator also predicts where to show the warped "
        "portrait unchanged, which a small network can learn in minutes",
    )
    loss: RendererLossSettings = RendererLossSettings()
    optimiser: OptimiserSettings = OptimiserSettings(
        algorithm="adam", learning_rate=2e-4, betas=(0.5, 0.999), weight_decay=0.0
    )

    @model_validator(mode="after")
    def _fits_its_networks(self) -> "RendererSettings":
        if self.size * min(self.loss.scales) < SMALLEST:
            raise ValueError(
                f"`loss.scales`: at `size: {self.size}` the smallest picture has less than "
                f"{SMALLEST} pixels a side; remove the smallest scale"
            )
        if self.loss.parts and self.mesh_style == "gray":
            raise ValueError(
                "`loss.parts`: gray meshes mark no eyes and lips; set `mesh_style: marked`"
            )
        if self.loss.adversarial and self.size < 4 * 2**self.discriminator.blocks:
            raise ValueError(
                f"`discriminator`: {self.size} pixels cannot be halved "
                f"{self.discriminator.blocks} times and leave patches; set fewer `blocks`"
            )
        for name, network in (("detector", self.detector), ("motion", self.motion)):
            side = self.size * network.scale
            if side % 2**network.blocks:
                raise ValueError(
                    f"`{name}`: {side:g} pixels cannot be halved {network.blocks} times; set "
                    "fewer `blocks` or another `scale`"
                )
        return self


class RendererRunSettings(Settings):
    """What the renderer is trained on, how long, and with which loss."""

    datasets: tuple[str, ...] = Field(
        min_length=1, description="data sets with videos, whose training clips are used"
    )
    every: PositiveInt = Field(
        8, description="one in this many frames is used, and every frame of a blink"
    )
    schedule: StepSettings = StepSettings(steps=100_000, batch_size=40)
    seed: NonNegativeInt = 0
    trunk: Literal["efficientnet", "vgg19"] = Field(
        "efficientnet",
        description="network of the perceptual distance: EfficientNet-lite0, installed as a "
        "package, or the published VGG-19, a download of 548 MB",
    )
    network: RendererSettings = RendererSettings()
