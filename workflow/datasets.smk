"""Input functions and patterns of data sets. No rules."""

from elp.config.data import ScheduleSettings


def dataset_settings(wildcards):
    """The wildcard's data set, as JSON."""
    return as_json(settings.datasets[wildcards.dataset])


def schedule_settings(wildcards):
    """How long models train on the wildcard's data set, as JSON."""
    return as_json(settings.datasets[wildcards.dataset].schedule)


def datasets_of_layouts(*layouts):
    """A pattern of the data sets laid out so; `(?!)` matches nothing where there are none."""
    chosen = [
        n for n, dataset in settings.datasets.items() if dataset.layout in layouts
    ]
    return "|".join(chosen) or "(?!)"


def datasets_with_videos():
    """A pattern of the data sets whose coefficients the workflow tracks in videos."""
    return datasets_of_layouts("sample_corpus", "vico", "clips", "talking_heads")


def datasets_with_given_coefficients():
    """A pattern of the data sets whose coefficients were extracted elsewhere."""
    chosen = [n for n, dataset in settings.datasets.items() if dataset.given]
    return "|".join(chosen) or "(?!)"


def sheet_of_dataset(wildcards):
    """The clip sheet of a data set on disk; of talking heads their lists, or the videos' folder."""
    dataset = settings.datasets[wildcards.dataset]
    if dataset.tubes is not None:
        return lists_of_talking_heads(wildcards)
    if dataset.layout == "talking_heads":
        return str(dataset.root)
    names = ["clips.csv"]
    if dataset.layout in ("vico", "vico_coefficients"):
        names = ["RLD_data.csv", "train.csv"]  # the full set's, the challenge's
    there = [name for name in names if (dataset.root / name).is_file()]
    return str(dataset.sheet or dataset.root / (there or names)[0])


def sheet_settings(wildcards):
    """What the wildcard's data set says about its sheet, as JSON."""
    dataset = settings.datasets[wildcards.dataset]
    return dataset.model_dump_json(exclude={"schedule", "shards"})


def datasets_with_downloads():
    """A pattern of the data sets whose videos are fetched from the web; `(?!)` matches nothing."""
    chosen = [n for n, dataset in settings.datasets.items() if dataset.fetched]
    return "|".join(chosen) or "(?!)"


def lists_of_talking_heads(wildcards):
    """TalkingHead-1KH's lists of ids and of tubes."""
    dataset = settings.datasets[wildcards.dataset]
    return [
        f"{dataset.root}/data_list/{part}_video_{what}.txt"
        for part in dataset.parts.values()
        for what in ("ids", "tubes")
    ]


def wanted_videos(wildcards):
    """The list of what the wildcard's data set wants from the web."""
    listed = settings.datasets[wildcards.dataset].downloads
    return (
        f"results/downloads/{wildcards.dataset}/wanted.csv"
        if listed is None
        else listed
    )


def downloads_of_dataset(wildcards):
    """The table of what could be fetched, where the wildcard's data set has videos from the web."""
    if not settings.datasets[wildcards.dataset].fetched:
        return []
    return [f"results/downloads/{wildcards.dataset}/videos.csv"]


def downloads_option(wildcards):
    """The same as a command-line option, or nothing."""
    return [f"--downloads={path}" for path in downloads_of_dataset(wildcards)]


def corpus_of_dataset(wildcards):
    """Sizes and seed of the wildcard's sample corpus, as JSON."""
    return as_json(settings.datasets[wildcards.dataset].corpus)


def splits_of_dataset(wildcards):
    """The splits of the wildcard's data set that are processed."""
    return settings.datasets[wildcards.dataset].splits


def videos_of_shard(wildcards):
    """The shard's videos where the workflow makes them; else they are not its outputs."""
    made = settings.datasets[wildcards.dataset].layout == "sample_corpus"
    return ["results/videos/{dataset}/shard{shard}"] if made else []


def unpacked_files(wildcards):
    """The clips that the workflow made of a release; else they are not its outputs."""
    made = settings.datasets[wildcards.dataset].unpacked
    return ["results/videos/{dataset}/coefficients"] if made else []


def root_of_dataset_on_disk(wildcards):
    """The user's folder of the data set."""
    return settings.datasets[wildcards.dataset].root


def root_of_dataset(wildcards):
    """The folder that the paths of the data set's canonical sheet start from."""
    dataset = settings.datasets[wildcards.dataset]
    made = dataset.layout == "sample_corpus" or dataset.unpacked
    return f"results/videos/{wildcards.dataset}" if made else dataset.root


def frame_rate_of_dataset(wildcards):
    """Frames per second that the wildcard's data set is brought to."""
    return settings.datasets[wildcards.dataset].frame_rate


def shards_of_dataset(wildcards):
    """Number of shards of the wildcard's data set."""
    return settings.datasets[wildcards.dataset].shards


def emotions_of_dataset(wildcards):
    """Names of the wildcard's N emotions, in order."""
    return settings.datasets[wildcards.dataset].emotions


def analyzer_weights(wildcards):
    """The speech-emotion network, where the wildcard's data set has its labels from speech."""
    if settings.datasets[wildcards.dataset].emotion_source != "analyzer":
        return []
    if settings.emotion.analyzer == "published":
        return ["results/weights/speech_emotion.h5"]
    return ["results/emotion/sample_speech.safetensors"]


def analyzer_option(wildcards):
    """The same as a command-line option, or nothing."""
    return [f"--weights={path}" for path in analyzer_weights(wildcards)]


def emotion_table(wildcards):
    """The user's own labels, where the wildcard's data set has them."""
    table = settings.datasets[wildcards.dataset].emotion_table
    return [] if table is None else [table]


def labelling_settings(wildcards):
    """What labelling reads of the wildcard's data set, as JSON: the schedule does not matter."""
    dataset = settings.datasets[wildcards.dataset]
    return as_json(dataset.model_copy(update={"schedule": ScheduleSettings()}))
