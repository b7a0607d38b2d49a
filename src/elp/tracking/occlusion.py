"""Occlusion of the face by hands, cups, microphones.

The landmarker guesses hidden parts, and its mesh looks no worse for it. The face detector in the
same file is a better witness: its confidence falls where a part of the face is hidden.

Letters: H and W are the height and the width of a picture, T frames.
"""

import zipfile
from pathlib import Path

import cv2
import mediapipe
import numpy as np
from jaxtyping import Bool, Float, Float32, UInt8
from mediapipe.tasks.python.core.base_options import BaseOptions
from mediapipe.tasks.python.vision.face_detector import FaceDetector, FaceDetectorOptions

from elp.errors import WeightsError
from elp.faces.held_model import HeldModel, quiet
from elp.tracking.blinks import runs

MEMBER = "face_detector.tflite"  # of face_landmarker.task
SIDE = 256  # pixels of the detector's input, whatever the size of the video
MARGIN = 0.3  # around the landmarks, in widths and heights of their box
SHORTEST = 0.24  # seconds: two successive checks (`elp.tracking.landmarks.LOOK`) at 25 fps


class OcclusionDetector(HeldModel):
    """Measures the confidence that a face is visible; a context manager, as the model has threads.

    Parameters
    ----------
    model : Path
        The file face_landmarker.task.

    Raises
    ------
    WeightsError
        If the file is missing or has no face detector.
    """

    def __init__(self, model: Path) -> None:
        try:
            with zipfile.ZipFile(model) as task:
                content = task.read(MEMBER)
            options = FaceDetectorOptions(
                base_options=BaseOptions(model_asset_buffer=content), min_detection_confidence=0.05
            )
            with quiet():
                self._model = FaceDetector.create_from_options(options)
                self.confidence(np.zeros((64, 64, 3), np.uint8), np.array([0, 0, 1, 1], np.float32))
        except (OSError, KeyError, RuntimeError, ValueError, zipfile.BadZipFile) as error:
            raise WeightsError(
                f"{model}: no face detector in this file ({error}); choose another file, or delete "
                "it if rule 'weights' made it, which downloads it again"
            ) from error

    def confidence(self, image: UInt8[np.ndarray, "H W 3"], box: Float32[np.ndarray, "4"]) -> float:
        """Confidence from 0 to 1 in the face in a box of an RGB picture (`Face.box`)."""
        height, width = image.shape[:2]
        low, high = box[:2] - MARGIN * (box[2:] - box[:2]), box[2:] + MARGIN * (box[2:] - box[:2])
        left, top = np.clip(low * [width, height], 0, [width - 2, height - 2]).astype(int)
        right, bottom = np.clip(np.ceil(high * [width, height]), 2, [width, height]).astype(int)
        crop = image[top : max(bottom, top + 2), left : max(right, left + 2)]
        resized = cv2.resize(crop, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
        result = self._model.detect(
            mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=resized)
        )
        return max((float(face.categories[0].score) for face in result.detections), default=0.0)


def covered(confidence: Float[np.ndarray, "T"], drop: float, fps: float) -> Bool[np.ndarray, "T"]:
    """Frames in which the face seems occluded.

    Parameters
    ----------
    confidence : array, shape (T,)
        Of one participant in one clip; NaN without a face. Behind a hand the face is sometimes
        lost: such frames do not end an occlusion, but are not marked.
    drop : float
        A face is occluded if its confidence is more than this below the clip's median, for at least
        `SHORTEST` seconds. An occlusion of most of a clip is not noticed.
    fps : float
        Frames per second.
    """
    known = np.isfinite(confidence)
    marks = np.zeros(len(confidence), bool)
    if not known.any():
        return marks
    low = known & (confidence < np.median(confidence[known]) - drop)
    for start, end in runs(low | ~known):
        if low[start:end].sum() >= round(SHORTEST * fps):
            marks[start:end] = low[start:end]
    return marks
