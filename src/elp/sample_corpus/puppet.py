"""A puppet: renders motion as pictures of a portrait.

S is the side of a frame in pixels.
"""

import cv2
import numpy as np
from jaxtyping import UInt8

from elp.sample_corpus.eyes import Eyes
from elp.sample_corpus.head import Head
from elp.sample_corpus.motion import FaceMotion
from elp.sample_corpus.mouth import Mouth, MouthPose
from elp.sample_corpus.portrait import PuppetPortrait, pixel_grid


class Puppet:
    """Renders a person with any expression, and with moderate turns of the head."""

    def __init__(self, portrait: PuppetPortrait) -> None:
        self._image = portrait.image
        self._mouth, self._eyes, self._head = Mouth(portrait), Eyes(portrait), Head(portrait)
        self._pixels = pixel_grid()

    def frame(self, motion: FaceMotion, time: int) -> UInt8[np.ndarray, "S S 3"]:
        """Render one frame of a motion, RGB."""
        image = self._image.copy()
        pose = MouthPose(
            smile=float(motion.smile[time]),
            frown=float(motion.frown[time]),
            open=float(motion.open[time]),
            narrow=float(motion.narrow[time]),
        )
        self._mouth.draw(image, pose)
        self._eyes.draw(
            image,
            closure=float(motion.closure[time]),
            gaze=motion.gaze[time],
            brow=float(motion.brow[time]),
            frown=float(motion.frown[time]),
        )
        back = self._head.backward(motion.rotation[time], motion.shift[time])
        return np.asarray(
            cv2.remap(
                image,
                self._pixels + back,
                None,
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            )
        )
