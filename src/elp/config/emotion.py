"""Settings of the emotion labels."""

from typing import Literal

from pydantic import Field, PositiveInt

from elp.config.base import Settings

# Of Speech-Emotion-Analyzer. Its label encoder was not released; it orders names alphabetically.
SpeechLabel = Literal[
    "female_angry",
    "female_calm",
    "female_fearful",
    "female_happy",
    "female_sad",
    "male_angry",
    "male_calm",
    "male_fearful",
    "male_happy",
    "male_sad",
]


class EmotionSettings(Settings):
    """How speech becomes an emotion label (Sec. 4.1; Speech-Emotion-Analyzer)."""

    analyzer: Literal["published", "sample_speech"] = Field(
        "published",
        description="`published`: the released weights; `sample_speech`: the same network, trained "
        "on labelled speech of the sample corpus",
    )
    positive: tuple[SpeechLabel, ...] = Field(
        ("female_happy", "male_happy"), description="labels of the analyzer that count as positive"
    )
    balance: bool = Field(
        False,
        description="half of the training clips are positive, those in which a label of `positive` "
        "leads most; the same lead decides in all splits (Sec. 4.1, docs/paper.md)",
    )
    imbalance_warning: float = Field(
        0.9,
        gt=0,
        le=1,
        description="warn if a larger fraction of the clips than this has the same emotion",
    )
    speech_per_label: PositiveInt = Field(
        30, description="for `sample_speech`: utterances of each label"
    )
    speech_epochs: PositiveInt = Field(
        16, description="for `sample_speech`: passes over the utterances"
    )
