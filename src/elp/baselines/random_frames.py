"""Random: frames of training listeners, with small perturbations."""

import numpy as np

from elp.baselines.inputs import Answer, Inputs
from elp.features.store import FeatureClip
from elp.samples.motion import ListenerMotion


def random_frames(inputs: Inputs) -> Answer:
    """Training frames picked one by one, or a training clip as a whole, plus Gaussian noise.

    The paper does not say which; one by one is the default, since its Random has by far the
    largest STS, as only incoherent motion has. Blinks are drawn at the training rate, or come with
    the clip.

    References
    ----------
    Sec. 4.1, "Random".
    """
    train, readings = inputs.train, inputs.settings.readings
    rate = float(train.listener_blink.mean())

    def answer(clip: FeatureClip, generator: np.random.Generator) -> ListenerMotion:
        if readings.unit == "frame":
            rows = generator.integers(len(train.listener_blink), size=clip.frames)
            blink = generator.random(clip.frames) < rate
        else:
            picked = train.clips[generator.integers(len(train.clips))]
            start = generator.integers(picked.frames)
            rows = picked.start + (start + np.arange(clip.frames)) % picked.frames
            blink = train.listener_blink[rows]
        expression, pose = train.listener_expression[rows], train.listener_pose[rows]
        # Features are z-scored, so the perturbation is in standard deviations as it is.
        spread = readings.perturbation
        return ListenerMotion(
            expression + spread * generator.standard_normal(expression.shape, np.float32),
            pose + spread * generator.standard_normal(pose.shape, np.float32),
            blink.astype(np.float32),
        )

    return answer
