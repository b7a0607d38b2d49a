"""Settings of the data: data sets, sample corpus, emotion, features."""

from pathlib import Path
from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt, model_validator

from elp.coefficients import FPS
from elp.config.base import Settings

Split = Literal["train", "valid", "test", "ood"]

Layout = Literal[
    "sample_corpus",
    "vico",
    "vico_coefficients",
    "clips",
    "coefficients",
    "l2l",
    "lm_listener",
    "talking_heads",
]

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


class CorpusSettings(Settings):
    """One half of the made-up sample corpus: how many conversations, how long, by whom."""

    seed: NonNegativeInt = Field(0, description="of everything that is drawn at random")
    conversations: dict[Split, PositiveInt] = Field(
        {"train": 30, "test": 12}, description="number of conversations per split"
    )
    seconds: PositiveFloat = Field(8.0, description="length of a conversation")
    listeners: dict[Split, PositiveInt] = Field(
        {"train": 5, "test": 3}, description="listener identities per split; none is in two splits"
    )
    speakers: dict[Split, PositiveInt] = Field(
        {"train": 5, "test": 3}, description="speaker identities per split; none is in two splits"
    )
    attitudes: dict[Literal["positive", "neutral", "negative"], PositiveFloat] = Field(
        {"positive": 1.0, "neutral": 1.0, "negative": 1.0},
        description="relative frequency of each attitude",
    )
    annotated: bool = Field(
        True, description="write the attitude into the clip sheet, as ViCo does (L2L does not)"
    )

    @model_validator(mode="after")
    def _people_are_there(self) -> "CorpusSettings":
        for name, people in (("listeners", self.listeners), ("speakers", self.speakers)):
            if missing := sorted(set(self.conversations) - set(people)):
                raise ValueError(f"`{name}` says nothing of {missing}, which have conversations")
        return self


class ScheduleSettings(Settings):
    """How long the motion models train on a data set (Sec. 4.1, implementation details)."""

    steps: PositiveInt = Field(10_000, description="optimiser steps (paper: ViCo 10000, L2L 50000)")
    batch_size: PositiveInt = Field(32, description="windows a step (paper: ViCo 32, L2L 128)")


class DatasetSettings(Settings):
    """Where a data set lies, how it is laid out, and what its emotion labels are."""

    layout: Layout = Field(
        description="`vico`: RLD_data.csv or the challenge's train.csv, videos/, audios/; "
        "`vico_coefficients`: the same sheets with ViCo's released coefficients instead of videos; "
        "`clips`: our own clip sheet "
        "(docs/data.md); `coefficients`: a clip sheet that names coefficient files instead of "
        "videos; `l2l`: Learning2Listen's released arrays; `lm_listener`: lm-listener's released "
        "segments, and sounds of your own; `talking_heads`: videos of single "
        "people, as TalkingHead-1KH is laid out, for the renderer only; `sample_corpus`: made up "
        "by the workflow"
    )
    root: Path | None = Field(
        None, description="folder of the data set; paths in its sheet start here"
    )
    sheet: Path | None = Field(
        None, description="clip sheet; default RLD_data.csv or clips.csv in the root"
    )
    downloads: Path | None = Field(
        None,
        description="for videos: a CSV with columns video (below `root`), and address or youtube, "
        "of what is fetched from the web where it is not there",
    )
    tubes: Literal["small", "train"] | None = Field(
        None,
        description="for `talking_heads`: the part of TalkingHead-1KH that is fetched and cut by "
        "its lists in `root`/data_list, with `val` for testing; none: `root` has cropped clips",
    )
    fps: PositiveFloat | None = Field(
        None,
        description="only for `coefficients`: frames per second of its files, where the sheet's "
        "column `fps` is empty; and for `vico_coefficients`, default 30",
    )
    frame_rate: float = Field(
        FPS,
        ge=20,
        le=60,
        description="frames per second that all of the data set is brought to, videos and "
        "coefficients (Sec. 3.3: 25); 30 keeps every frame of ViCo and of Learning2Listen. "
        "Settings that count frames (`window`, `style.length`, `max_gap`, `blink_min_frames`) "
        "count these",
    )
    coefficients: str = Field(
        "features/video_feats/{video}.bin",
        pattern=r"^[^/].*\{video\}",
        description="only for `vico_coefficients`: its files below `root`, for instance "
        "recons/{split}/{video}.mat",
    )
    held_out: float = Field(
        0.2,
        gt=0,
        lt=1,
        description="only for ViCo's challenge set, whose sheet has no splits: share of the source "
        "videos that is for testing",
    )
    corpus: CorpusSettings | None = Field(None, description="only for the layout `sample_corpus`")
    splits: tuple[Split, ...] = Field(("train", "test"), description="splits to process")
    identities: Literal["disjoint", "shared"] = Field(
        "disjoint",
        description="`disjoint`: a person in both training and test is an error; `shared`: "
        "allowed, as in ViCo's test split and in L2L's six listeners",
    )
    emotions: tuple[str, ...] = Field(
        ("positive", "neutral", "negative"), min_length=1, description="the N emotions, in order"
    )
    emotion_source: Literal["sheet", "analyzer", "table"] = Field(
        "sheet", description="attitude from the sheet, from the speech, or from `emotion_table`"
    )
    emotion_table: Path | None = Field(None, description="CSV with columns clip, emotion")
    shards: PositiveInt = Field(2, description="jobs a data set is cut into, by a hash of the clip")
    schedule: ScheduleSettings = ScheduleSettings()
    paper: Literal["vico", "l2l"] | None = Field(
        None, description="half of the paper's tables whose numbers are printed beside ours"
    )

    @property
    def given(self) -> bool:
        """Whether coefficients are given, and no videos."""
        return self.layout in ("coefficients", "vico_coefficients", "l2l", "lm_listener")

    @property
    def unpacked(self) -> bool:
        """Whether the workflow makes clips of a release's large files."""
        return self.layout in ("l2l", "lm_listener")

    @property
    def parts(self) -> dict[Split, str]:
        """Parts of TalkingHead-1KH by the split that they become."""
        parts: dict[Split, str] = {} if self.tubes is None else {"train": self.tubes}
        return parts | ({"test": "val"} if parts and "test" in self.splits else {})

    @property
    def fetched(self) -> bool:
        """Whether its videos, or some, come from the web."""
        return self.downloads is not None or self.tubes is not None

    @model_validator(mode="after")
    def _complete(self) -> "DatasetSettings":
        if (self.layout == "sample_corpus") != (self.corpus is not None):
            raise ValueError("`corpus` is for the layout `sample_corpus`, and needed there")
        if self.corpus and (missing := sorted(set(self.splits) - set(self.corpus.conversations))):
            raise ValueError(
                f"`corpus.conversations` says nothing of {missing}, which `splits` has"
            )
        if self.layout == "sample_corpus" and self.frame_rate != FPS:
            raise ValueError(f"`frame_rate`: the sample corpus is filmed at {FPS} frames a second")
        if self.layout != "sample_corpus" and self.root is None:
            raise ValueError(f"layout `{self.layout}` needs `root`, the folder of the data set")
        if self.layout == "l2l" and self.emotion_source != "table":
            raise ValueError(
                "`emotion_source: table` is needed: the release of Learning2Listen has neither "
                "attitudes nor sound"
            )
        if self.downloads is not None and (
            self.layout not in ("vico", "clips", "talking_heads") or self.tubes is not None
        ):
            raise ValueError(
                "`downloads` is for the layouts `vico` and `clips`, and for "
                "`talking_heads` without `tubes`"
            )
        if self.tubes is not None and self.layout != "talking_heads":
            raise ValueError("`tubes` is for the layout `talking_heads`")
        if self.fps is not None and self.layout not in ("coefficients", "vico_coefficients"):
            raise ValueError("`fps` is for the layout `coefficients`; videos know their own")
        if self.layout == "lm_listener" and self.emotion_source == "sheet":
            raise ValueError(
                "`emotion_source: analyzer` or `table` is needed: lm-listener's "
                "segments have no attitudes"
            )
        if (self.emotion_source == "table") != (self.emotion_table is not None):
            raise ValueError("`emotion_table` goes with `emotion_source: table`")
        if self.emotion_source == "analyzer" and len(self.emotions) != 2:
            raise ValueError(
                "`emotion_source: analyzer` knows two emotions: `emotions` names first that of the "
                "labels in `emotion.positive`, then that of all others, for instance "
                f"[positive, unpositive], not {list(self.emotions)}"
            )
        if "train" not in self.splits:
            raise ValueError("`splits` needs `train`: face model and statistics come from it")
        return self


class EmotionSettings(Settings):
    """How speech becomes an emotion label (Sec. 4.1; Speech-Emotion-Analyzer)."""

    analyzer: Literal["published", "sample_speech"] = Field(
        "published",
        description="`published`: the released weights; `sample_speech`: the same network trained "
        "on the sample corpus' own labelled speech",
    )
    positive: tuple[SpeechLabel, ...] = Field(
        ("female_happy", "male_happy"), description="analyzer labels that count as positive"
    )
    imbalance_warning: float = Field(0.9, gt=0, le=1, description="largest share without a warning")
    speech_per_label: PositiveInt = Field(
        30, description="utterances a label when the network is trained on sample speech"
    )
    speech_epochs: PositiveInt = Field(16, description="passes over that speech")


class StyleSettings(Settings):
    """Window of the standard deviations in the speaker style (Eq. 1)."""

    mode: Literal["causal", "centered", "clip"] = Field(
        "causal", description="`clip` is Wu et al. 2021: one value over the whole clip"
    )
    length: PositiveInt = Field(25, description="frames in the window; ignored by `clip`")


class FeatureSettings(Settings):
    """What the motion models read."""

    mfcc_layout: Literal["29", "28+energy"] = Field("29", description="29 values a frame")
    style: StyleSettings = StyleSettings()
