"""Settings of weight files from other projects."""

from pathlib import Path

from pydantic import Field

from elp.config.base import Settings


class WeightsSettings(Settings):
    """Weight files from other projects: paths of your copies; others are downloaded and checked."""

    face_landmarker: Path | None = Field(None, description="face_landmarker.task")
    speech_emotion: Path | None = Field(None, description="Emotion_Voice_Detection_Model.h5")
    vgg19: Path | None = Field(None, description="vgg19-dcbb9e9d.pth, torchvision's")
