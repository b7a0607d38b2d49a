"""Train the speech-emotion network on synthetic speech (rule speech_emotion_model)."""

from pathlib import Path

from elp.config.emotion import EmotionSettings
from elp.emotion.analyzer import save_analyzer
from elp.emotion.training import train_analyzer, write_accuracies
from elp.workflow.job import job, parse


def main(settings: EmotionSettings, model: Path, accuracy: Path) -> None:
    """Write the weights, and the accuracy on utterances that were held out."""
    with job(model, accuracy):
        trained = train_analyzer(settings)
        write_accuracies(accuracy, trained.accuracies)
        save_analyzer(model, trained.model)


if __name__ == "__main__":
    parse(main)
