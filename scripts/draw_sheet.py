"""Draw a grid of listeners frame by frame (rule sheets)."""

from pathlib import Path

from PIL import Image

from elp.config.mesh import MeshSettings
from elp.config.renders import Method
from elp.features.store import read_features
from elp.figures.grid import draw_grid
from elp.figures.grid_rows import GridPeople, GridPlan
from elp.io.files import atomic
from elp.mesh.scene import MeshScene
from elp.renderer.learned import animator
from elp.tracking.tracks import read_conversations
from elp.training.device import DeviceName, pick_device
from elp.workflow.job import job, parse


def main(
    *, plan: str, features: Path, coefficients: list[Path], clips: list[Path], face_model: Path,
    neutrals: Path, field_of_view: float, mesh: str, method: Method, output: Path,
    renderer: Path | None = None, device: DeviceName = "auto",
) -> None:  # fmt: skip
    """Write the picture."""
    with job("draw_sheet", output), atomic(output) as temporary:
        settings = MeshSettings.model_validate_json(mesh)
        scene = MeshScene.read(face_model, neutrals, field_of_view, settings)
        animate = animator(method, scene.painter, renderer, str(pick_device(device)))
        index, truth = read_features(features), read_conversations(coefficients)
        people = GridPeople(scene, animate, index.clips, truth, clips, index.fps)
        grid = draw_grid(people.sections(GridPlan.model_validate_json(plan)))
        Image.fromarray(grid).save(temporary)


if __name__ == "__main__":
    parse(main)
