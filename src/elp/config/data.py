"""Settings of the data sets and the sample corpus."""

from pathlib import Path
from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt, model_validator

from elp.coefficients import FPS
from elp.config.base import Settings
from elp.config.schedule import ScheduleSettings

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


class CorpusSettings(Settings):
    """A sample corpus: how many made-up conversations, how long, between how many people."""

    seed: NonNegativeInt = Field(0, description="of all random draws")
    conversations: dict[Split, PositiveInt] = Field(
        {"train": 30, "test": 12}, description="number of conversations in each split"
    )
    seconds: PositiveFloat = Field(8.0, description="length of a conversation")
    listeners: dict[Split, PositiveInt] = Field(
        {"train": 5, "test": 3}, description="number of listeners in each split; splits share none"
    )
    speakers: dict[Split, PositiveInt] = Field(
        {"train": 5, "test": 3}, description="number of speakers in each split; splits share none"
    )
    attitudes: dict[Literal["positive", "neutral", "negative"], PositiveFloat] = Field(
        {"positive": 1.0, "neutral": 1.0, "negative": 1.0},
        description="relative frequency of each attitude",
    )
    annotated: bool = Field(
        True, description="write the attitude into the clip sheet, as ViCo does (L2L does not)"
    )

    @model_validator(mode="after")
    def _splits_have_people(self) -> "CorpusSettings":
        for name, people in (("listeners", self.listeners), ("speakers", self.speakers)):
            if missing := sorted(set(self.conversations) - set(people)):
                raise ValueError(f"`{name}` lacks the splits {missing}, which have conversations")
        return self


class DatasetSettings(Settings):
    """Where a data set is, how it is laid out, and what its emotion labels are."""

    layout: Layout = Field(
        description="`vico`: RLD_data.csv or the challenge's train.csv, videos/, audios/; "
        "`vico_coefficients`: the same sheets, with ViCo's released coefficients instead of "
        "videos; `clips`: your own clip sheet (docs/data.md); `coefficients`: a clip sheet that "
        "names coefficient files instead of videos; `l2l`: the released arrays of "
        "Learning2Listen; `lm_listener`: the released segments of lm-listener, and sounds of your "
        "own; `talking_heads`: videos of single people, laid out as TalkingHead-1KH, for the "
        "renderer only; `sample_corpus`: made by the workflow"
    )
    root: Path | None = Field(
        None, description="folder of the data set; paths in its clip sheet are relative to it"
    )
    sheet: Path | None = Field(
        None, description="clip sheet; default: RLD_data.csv or clips.csv in `root`"
    )
    downloads: Path | None = Field(
        None,
        description="CSV of videos to download where they are missing; columns: video (path below "
        "`root`), and address or youtube",
    )
    tubes: Literal["small", "train"] | None = Field(
        None,
        description="only for `talking_heads`: the part of TalkingHead-1KH to download and cut by "
        "its lists in `root`/data_list, with `val` for testing; default: `root` has cropped clips",
    )
    fps: PositiveFloat | None = Field(
        None,
        description="only for `coefficients`, where the column `fps` of the sheet is empty, and "
        "`vico_coefficients` (default 30): frames per second of the files",
    )
    frame_rate: float = Field(
        FPS,
        ge=20,
        le=60,
        description="frames per second to which all videos and coefficients of the data set are "
        "converted (Sec. 3.3: 25); 30 keeps every frame of ViCo and of Learning2Listen. Settings "
        "in frames (`window`, `style.length`, `max_gap`, `blink_min_frames`) count these",
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
        description="only for ViCo's challenge set, whose sheet has no splits: fraction of the "
        "source videos to test on",
    )
    corpus: CorpusSettings | None = Field(None, description="only for the layout `sample_corpus`")
    splits: tuple[Split, ...] = Field(("train", "test"), description="splits to process")
    identities: Literal["disjoint", "shared"] = Field(
        "disjoint",
        description="`disjoint`: a person in both training and test is an error; `shared`: "
        "allowed, as in ViCo's test split and for L2L's six listeners",
    )
    emotions: tuple[str, ...] = Field(
        ("positive", "neutral", "negative"), min_length=1, description="the N emotions, in order"
    )
    emotion_source: Literal["sheet", "analyzer", "table"] = Field(
        "sheet",
        description="label of a clip: the attitude in the clip sheet, the speech emotion, or the "
        "row of `emotion_table`",
    )
    emotion_table: Path | None = Field(None, description="CSV with columns clip, emotion")
    shards: PositiveInt = Field(
        2, description="jobs that the data set is split into, by a hash of the clip"
    )
    schedule: ScheduleSettings = ScheduleSettings()
    paper: Literal["vico", "l2l"] | None = Field(
        None, description="half of the paper's tables whose numbers are printed beside ours"
    )

    @property
    def given(self) -> bool:
        """Whether coefficients are given instead of videos."""
        return self.layout in ("coefficients", "vico_coefficients", "l2l", "lm_listener")

    @property
    def unpacked(self) -> bool:
        """Whether the workflow unpacks the large files of a release into clips."""
        return self.layout in ("l2l", "lm_listener")

    @property
    def parts(self) -> dict[Split, str]:
        """Part of TalkingHead-1KH for each split."""
        parts: dict[Split, str] = {} if self.tubes is None else {"train": self.tubes}
        return parts | ({"test": "val"} if parts and "test" in self.splits else {})

    @property
    def fetched(self) -> bool:
        """Whether any of its videos are downloaded."""
        return self.downloads is not None or self.tubes is not None

    @model_validator(mode="after")
    def _fits_its_layout(self) -> "DatasetSettings":
        if (self.layout == "sample_corpus") != (self.corpus is not None):
            raise ValueError("`corpus` is for the layout `sample_corpus`, which requires it")
        if self.corpus and (missing := sorted(set(self.splits) - set(self.corpus.conversations))):
            raise ValueError(f"`corpus.conversations` lacks {missing}, which are in `splits`")
        if self.layout == "sample_corpus" and self.frame_rate != FPS:
            raise ValueError(f"`frame_rate`: the sample corpus has {FPS} frames per second")
        if self.layout != "sample_corpus" and self.root is None:
            raise ValueError(f"layout `{self.layout}` needs `root`, the folder of the data set")
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
            raise ValueError("`fps` is for the layout `coefficients`; videos have their own")
        return self

    @model_validator(mode="after")
    def _labels_exist(self) -> "DatasetSettings":
        if self.layout == "l2l" and self.emotion_source != "table":
            raise ValueError(
                "set `emotion_source: table`: the release of Learning2Listen has neither "
                "attitudes nor sound"
            )
        if self.layout == "lm_listener" and self.emotion_source == "sheet":
            raise ValueError(
                "set `emotion_source` to `analyzer` or `table`: the segments of lm-listener have "
                "no attitudes"
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
            raise ValueError("`splits` needs `train`, for the face model and the statistics")
        return self
