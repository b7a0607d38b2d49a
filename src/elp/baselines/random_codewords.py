"""DLS-Random: random codewords, decoded by the trained decoders."""

import numpy as np

from elp.baselines.inputs import Answer, Inputs
from elp.features.store import FeatureClip
from elp.models.ase.sampling import decode_codes
from elp.models.inputs import portrait_of
from elp.samples.listener_motion import ListenerMotion


def dls_random(inputs: Inputs) -> Answer:
    """Codewords drawn uniformly and independently for each frame and head.

    In the transformed space an emotion is drawn first for the clip, then codewords from its block:
    the decoders are never trained on frames that mix blocks.

    References
    ----------
    Sec. 4.1, "Discrete-Latent-Space Random".
    """
    model = inputs.trained()
    settings = model.settings

    def answer(clip: FeatureClip, generator: np.random.Generator) -> ListenerMotion:
        plan = inputs.plan(clip)
        emotion = 0
        if settings.space == "transformed":
            emotion = int(generator.integers(model.sizes.n_emotions))
        first = emotion * settings.categories
        shape = (*plan.rows.shape, settings.heads)
        codes = generator.integers(first, first + settings.categories, size=shape)
        return decode_codes(model, codes, plan, portrait_of(inputs.speakers, clip), generator)

    return answer
