"""Settings of model files that are not ours."""

from pathlib import Path

from pydantic import Field

from elp.config.base import Settings


class WeightsSettings(Settings):
    """Model files that are not ours: a path if you have one, else fetched and checked by hash."""

    face_landmarker: Path | None = Field(None, description="face_landmarker.task")
    speech_emotion: Path | None = Field(None, description="Emotion_Voice_Detection_Model.h5")
    vgg19: Path | None = Field(None, description="vgg19-dcbb9e9d.pth, torchvision's")
