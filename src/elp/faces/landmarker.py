"""Face landmarks of single pictures, by MediaPipe's Face Landmarker.

Each picture is processed alone: the model's video mode smooths over time, which ends blinks one or
two frames late. One version gives the same bits on every run.

H and W are the height and width of a picture.
"""

from dataclasses import dataclass
from pathlib import Path

import mediapipe
import numpy as np
from jaxtyping import Float32, UInt8
from mediapipe.tasks.python.core.base_options import BaseOptions
from mediapipe.tasks.python.vision.face_landmarker import (
    FaceLandmarker,
    FaceLandmarkerOptions,
)

from elp.errors import WeightsError
from elp.faces.held_model import HeldModel, quiet

BLENDSHAPES = (
    "_neutral",
    "browDownLeft",
    "browDownRight",
    "browInnerUp",
    "browOuterUpLeft",
    "browOuterUpRight",
    "cheekPuff",
    "cheekSquintLeft",
    "cheekSquintRight",
    "eyeBlinkLeft",
    "eyeBlinkRight",
    "eyeLookDownLeft",
    "eyeLookDownRight",
    "eyeLookInLeft",
    "eyeLookInRight",
    "eyeLookOutLeft",
    "eyeLookOutRight",
    "eyeLookUpLeft",
    "eyeLookUpRight",
    "eyeSquintLeft",
    "eyeSquintRight",
    "eyeWideLeft",
    "eyeWideRight",
    "jawForward",
    "jawLeft",
    "jawOpen",
    "jawRight",
    "mouthClose",
    "mouthDimpleLeft",
    "mouthDimpleRight",
    "mouthFrownLeft",
    "mouthFrownRight",
    "mouthFunnel",
    "mouthLeft",
    "mouthLowerDownLeft",
    "mouthLowerDownRight",
    "mouthPressLeft",
    "mouthPressRight",
    "mouthPucker",
    "mouthRight",
    "mouthRollLower",
    "mouthRollUpper",
    "mouthShrugLower",
    "mouthShrugUpper",
    "mouthSmileLeft",
    "mouthSmileRight",
    "mouthStretchLeft",
    "mouthStretchRight",
    "mouthUpperUpLeft",
    "mouthUpperUpRight",
    "noseSneerLeft",
    "noseSneerRight",
)


@dataclass(frozen=True)
class Face:
    """One face in one picture.

    Attributes
    ----------
    landmarks : Float32[np.ndarray, "478 3"]
        x in picture widths from the left, y in picture heights from the top, z in picture widths
        from the head's centre, negative towards the camera; 0-467 the face, 468-477 the irises.
    blendshapes : Float32[np.ndarray, "52"]
        Activations from 0 to 1, in the order of `BLENDSHAPES`.
    matrix : Float32[np.ndarray, "4 4"]
        MediaPipe's own pose: canonical face in cm to camera, y up, z towards the viewer.
    """

    landmarks: Float32[np.ndarray, "478 3"]
    blendshapes: Float32[np.ndarray, "52"]
    matrix: Float32[np.ndarray, "4 4"]

    @property
    def box(self) -> Float32[np.ndarray, "4"]:
        """Left, top, right and bottom of the landmarks, in picture widths and heights."""
        corners = self.landmarks[:, :2]
        return np.concatenate([corners.min(axis=0), corners.max(axis=0)])


class Landmarker(HeldModel):
    """Detects faces in pictures; a context manager, because the model holds threads.

    Parameters
    ----------
    model : Path
        The file face_landmarker.task.
    faces : int
        Largest number of faces per picture; one face takes the least time.

    Raises
    ------
    WeightsError
        If the file is missing or not a landmark model.
    """

    def __init__(self, model: Path, faces: int = 1) -> None:
        options = FaceLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(model)),
            num_faces=faces,
            output_face_blendshapes=True,
            output_facial_transformation_matrixes=True,
        )
        try:
            with quiet():
                self._model = FaceLandmarker.create_from_options(options)
                # The threads log their start until the first picture is processed.
                self.detect(np.zeros((64, 64, 3), np.uint8))
        except (OSError, RuntimeError, ValueError) as error:
            raise WeightsError(
                f"{model}: not a face landmark model ({error}); give another file, or delete this "
                "one and rule 'weights' fetches it again"
            ) from error

    def detect(self, image: UInt8[np.ndarray, "H W 3"]) -> list[Face]:
        """List the faces in an RGB picture."""
        picture = mediapipe.Image(
            image_format=mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(image)
        )
        result = self._model.detect(picture)
        return [
            Face(
                landmarks=np.array([(p.x, p.y, p.z) for p in landmarks], np.float32),
                blendshapes=np.array([shape.score for shape in shapes], np.float32),
                matrix=np.asarray(matrix, np.float32),
            )
            for landmarks, shapes, matrix in zip(
                result.face_landmarks,
                result.face_blendshapes,
                result.facial_transformation_matrixes,
                strict=True,
            )
        ]
