"""Draw a grid of listeners frame by frame (rule grids)."""

from pathlib import Path

from elp.config.mesh import MeshSettings
from elp.config.renders import Method
from elp.figures.grid import write_grid
from elp.figures.grid_plan import GridPlan
from elp.figures.grid_rows import GridPeople
from elp.mesh.scene import MeshScene
from elp.renderer.learned import animator
from elp.training.device import DeviceName, pick_device
from elp.workflow.job import job, parse


def main(
    *,
    plan: GridPlan,
    features: Path,
    coefficients: list[Path],
    clips: list[Path],
    faces: Path,
    mesh: MeshSettings,
    method: Method,
    grid: Path,
    renderer: Path | None = None,
    device: DeviceName = "auto",
) -> None:
    """Write the picture."""
    with job(grid):
        scene = MeshScene.read(faces, mesh)
        animate = animator(method, scene.painter, renderer, str(pick_device(device)))
        people = GridPeople.read(features, coefficients, clips, scene, animate)
        write_grid(grid, people.sections(plan))


if __name__ == "__main__":
    parse(main)
