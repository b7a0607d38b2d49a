"""Input functions, options and patterns of data sets. No rules."""

from pathlib import Path

from elp.config.schedule import ScheduleSettings

COEFFICIENTS = "results/tracking/{dataset}/coefficients/shard{shard}.parquet"
FACES = (  # all that coefficients need to become faces again
    "results/tracking/{dataset}/face_model.npz",
    "results/tracking/{dataset}/neutrals.npz",
)

coefficients_of_dataset = sharded(COEFFICIENTS)
folder_of_faces = per_job("results/tracking/{dataset}")


def dataset_of(wildcards):
    """Settings of the wildcard's data set."""
    return settings.datasets[wildcards.dataset]


def of_dataset(name):
    """Params function: a value of the wildcard's data set."""
    return lambda wildcards: getattr(dataset_of(wildcards), name)


def faces_of_dataset(wildcards):
    """Face model and neutral faces of the wildcard's data set."""
    return collect(FACES, dataset=wildcards.dataset)


def name_of_weights(wildcards):
    """The name of a file of weights in the settings."""
    return Path(wildcards.file).stem


def path_of_weights(wildcards):
    """The user's own copy of a file of weights; None: it is fetched."""
    return getattr(settings.weights, name_of_weights(wildcards))


def datasets_with_sheets():
    """A pattern of the data sets that the user describes by a sheet or a folder."""
    return datasets_of_layouts(
        "vico", "vico_coefficients", "clips", "coefficients", "talking_heads"
    )


def datasets_of_layouts(*layouts):
    """A pattern of the data sets with these layouts; `(?!)` matches nothing."""
    chosen = [
        n for n, dataset in settings.datasets.items() if dataset.layout in layouts
    ]
    return "|".join(chosen) or "(?!)"


def datasets_with_videos():
    """A pattern of the data sets with videos, which the workflow tracks."""
    return datasets_of_layouts("sample_corpus", "vico", "clips", "talking_heads")


def datasets_with_given_coefficients():
    """A pattern of the data sets whose coefficients were extracted elsewhere."""
    chosen = [n for n, dataset in settings.datasets.items() if dataset.given]
    return "|".join(chosen) or "(?!)"


def sheet_of_dataset(wildcards):
    """The clip sheet of a data set on disk; for talking heads their lists, or the folder."""
    dataset = dataset_of(wildcards)
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
    """The settings that its clip sheet depends on, as JSON."""
    dataset = dataset_of(wildcards)
    return dataset.model_dump_json(exclude={"schedule", "shards"})


def datasets_with_downloads():
    """A pattern of the data sets whose videos are fetched from the web; `(?!)` matches nothing."""
    chosen = [n for n, dataset in settings.datasets.items() if dataset.fetched]
    return "|".join(chosen) or "(?!)"


def lists_of_talking_heads(wildcards):
    """TalkingHead-1KH's lists of ids and of tubes."""
    dataset = dataset_of(wildcards)
    return [
        f"{dataset.root}/data_list/{part}_video_{what}.txt"
        for part in dataset.parts.values()
        for what in ("ids", "tubes")
    ]


def wanted_videos(wildcards):
    """The list of the data set's videos on the web."""
    listed = dataset_of(wildcards).downloads
    return (
        f"results/downloads/{wildcards.dataset}/wanted.csv"
        if listed is None
        else listed
    )


def downloads_of_dataset(wildcards):
    """The table of downloads, for a data set with videos from the web."""
    if not dataset_of(wildcards).fetched:
        return []
    return [f"results/downloads/{wildcards.dataset}/videos.csv"]


def videos_of_shard(wildcards):
    """The shard's videos, if the workflow makes them."""
    made = dataset_of(wildcards).layout == "sample_corpus"
    return ["results/videos/{dataset}/shard{shard}"] if made else []


def unpacked_files(wildcards):
    """The clips converted from a release, if there is one."""
    made = dataset_of(wildcards).unpacked
    return ["results/videos/{dataset}/coefficients"] if made else []


def root_on_disk(wildcards):
    """The user's folder of the data set."""
    return dataset_of(wildcards).root


def root_of_dataset(wildcards):
    """The folder that paths in the canonical clip sheet are relative to."""
    dataset = dataset_of(wildcards)
    made = dataset.layout == "sample_corpus" or dataset.unpacked
    return f"results/videos/{wildcards.dataset}" if made else dataset.root


def analyzer_weights(wildcards):
    """The speech-emotion network, if labels come from speech."""
    if dataset_of(wildcards).emotion_source != "analyzer":
        return []
    if settings.emotion.analyzer == "published":
        return ["results/weights/speech_emotion.h5"]
    return ["results/emotion/sample_speech.safetensors"]


def emotion_table(wildcards):
    """The user's own labels, if there are any."""
    table = dataset_of(wildcards).emotion_table
    return [] if table is None else [table]


def corpus_settings(wildcards):
    """Sizes and seed of the wildcard's sample corpus, as JSON."""
    return as_json(dataset_of(wildcards).corpus)


def labelling_settings(wildcards):
    """The data set's settings without its schedule, as JSON: labels do not depend on it."""
    dataset = dataset_of(wildcards)
    return as_json(dataset.model_copy(update={"schedule": ScheduleSettings()}))


corpus_options = {
    "corpus": corpus_settings,
    "splits": of_dataset("splits"),
    "shards": of_dataset("shards"),
}
cutting_options = {
    "root": root_of_dataset,
    "shards": of_dataset("shards"),
    "fps": of_dataset("frame_rate"),
    "settings": as_json(settings.clips),
}
fitting_options = {
    "faces": folder_of_faces,
    "fps": of_dataset("frame_rate"),
    "settings": as_json(settings.tracking),
}
labelling_options = {
    "about": labelling_settings,
    "settings": as_json(settings.emotion),
}
feature_options = {
    "emotions": of_dataset("emotions"),
    "settings": as_json(settings.features),
}
