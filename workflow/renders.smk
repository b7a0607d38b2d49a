"""Input functions of rendered videos. No rules."""


def datasets_of_renders():
    """A pattern of the data sets that are rendered; `(?!)` matches nothing."""
    return "|".join(settings.renders.datasets) or "(?!)"


def of_rendered_runs(pattern):
    """Input function: the pattern of every run that is shown, in order."""

    def files(wildcards):
        return [pattern.format(run=run, **wildcards) for run in settings.renders.runs]

    return files


def titles_of_renders():
    """The names of these runs."""
    return [settings.runs[run].label or run for run in settings.renders.runs]


def strips_of_renders():
    """Strips of every data set that is rendered, of the first seed."""
    return collect(
        "results/strips/{dataset}/seed{seed}/{split}",
        dataset=settings.renders.datasets,
        seed=settings.seeds[0],
        split=settings.renders.split,
    )
