"""Random: frames of training listeners, slightly perturbed."""

import numpy as np

from elp.baselines.inputs import Answer, Inputs
from elp.features.store import FeatureClip
from elp.samples.listener_motion import ListenerMotion


def random_frames(inputs: Inputs) -> Answer:
    """Training frames drawn one by one, or a whole training clip, plus Gaussian noise.

    The paper does not say which. One by one is the default, because its Random has by far the
    largest STS, which takes incoherent motion. Blinks are drawn at the training rate, or are the
    clip's.

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
            source = train.clips[generator.integers(len(train.clips))]
            start = generator.integers(source.frames)
            rows = source.start + (start + np.arange(clip.frames)) % source.frames
            blink = train.listener_blink[rows]
        expression, pose = train.listener_expression[rows], train.listener_pose[rows]
        # Features are z-scored, so this is in standard deviations.
        spread = readings.perturbation
        return ListenerMotion(
            expression + spread * generator.standard_normal(expression.shape, np.float32),
            pose + spread * generator.standard_normal(pose.shape, np.float32),
            blink.astype(np.float32),
        )

    return answer
