"""Videos from the web go through Snakemake; what is gone is told, and the rest goes on."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from video_site import video_site
from workplace import Workplace

pytestmark = pytest.mark.workflow

FAST = {"attempts": 2, "pause": 0.01, "between": 0, "timeout": 1}


def with_settings(workplace: Workplace, dataset: dict[str, object]) -> Workplace:
    """Only this data set, nothing rendered."""
    settings = yaml.safe_load((workplace.folder / workplace.settings).read_text())
    settings |= {"datasets": settings["datasets"] | {"web": dataset}, "downloads": FAST}
    (workplace.folder / "web.yaml").write_text(yaml.safe_dump(settings))
    return Workplace(workplace.folder, Path("web.yaml"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as table:
        return list(csv.DictReader(table))


def test_conversations_go_on_without_the_videos_that_are_gone(
    real: Path, new_workplace: Callable[[str], Workplace]
) -> None:
    workplace = new_workplace("web")
    root = workplace.folder / "data"
    root.mkdir()
    sheet, wanted = ["clip,split,speaker_video,listener_video,speaker_id,listener_id,attitude"], []
    source = real / "conversations/videos/talkshow_c.speaker.mp4"
    with video_site(source.read_bytes()) as site:
        for name, split, page in (("a", "train", "ok"), ("b", "test", "ok"), ("c", "test", "404")):
            sheet.append(f"{name},{split},{name}.s.mp4,{name}.l.mp4,s{name},l{name},neutral")
            wanted.append(f"{name}.s.mp4,{site.address}/{page}.mp4")
            shutil.copy(source, root / f"{name}.l.mp4")
        (root / "clips.csv").write_text("\n".join(sheet) + "\n")
        (root / "videos.csv").write_text("\n".join(["video,address", *wanted]) + "\n")
        own = {"layout": "clips", "root": "data", "downloads": "data/videos.csv", "shards": 1}
        workplace = with_settings(workplace, own)
        said = workplace.run("results/clips/web/shard0")
    assert "2 of 3 videos available; missing: 1 removed" in said
    results = workplace.folder / "results"
    assert [row["clip"] for row in rows(results / "videos/web/clips.csv")] == ["a", "b"]
    found = {row["video"]: row["reason"] for row in rows(results / "downloads/web/videos.csv")}
    assert found == {"a.s.mp4": "", "b.s.mp4": "", "c.s.mp4": "removed"}
    log = (results / "logs/videos/web/clip_sheet.log").read_text()
    assert "1 of 3 clips are left out: their videos could not be fetched" in log
    assert [row["status"] for row in rows(results / "clips/web/shard0/clips.csv")] == ["ok", "ok"]
    assert "Nothing to be done" in workplace.run("results/clips/web/shard0")


def test_talking_heads_are_cut_out_of_raw_videos_by_the_lists(
    real: Path, new_workplace: Callable[[str], Workplace]
) -> None:
    """Raw videos put there by hand; nothing answers for the one that is not."""
    workplace = new_workplace("tubes")
    root = workplace.folder / "data"
    (root / "data_list").mkdir(parents=True)
    parts = {"small": ("AAAAAAAAAAA", "CCCCCCCCCCC"), "val": ("BBBBBBBBBBB",)}
    for number, (part, ids) in enumerate(parts.items()):
        tubes = [f"{name}_0000,400,400,0,19,0,0,400,400" for name in ids]
        (root / f"data_list/{part}_video_ids.txt").write_text("\n".join(ids) + "\n")
        (root / f"data_list/{part}_video_tubes.txt").write_text("\n".join(tubes) + "\n")
        (root / f"{part}/raw_videos").mkdir(parents=True)
        tile = real / f"talkinghead/th1kh_{number}.mp4"
        shutil.copy(tile, root / f"{part}/raw_videos/{ids[0]}.mp4")
    own = {"layout": "talking_heads", "root": "data", "tubes": "small", "shards": 1}
    workplace = with_settings(workplace, own)
    said = workplace.run("results/clips/web/shard0")
    assert "2 of 3 videos available; missing: 1 " in said
    done = rows(workplace.folder / "results/clips/web/shard0/clips.csv")
    assert [(row["clip"], row["status"], row["frames"]) for row in done] == [
        ("AAAAAAAAAAA_0000_S0_E19_L0_T0_R400_B400", "ok", "50"),
        ("BBBBBBBBBBB_0000_S0_E19_L0_T0_R400_B400", "ok", "50"),
    ]
    (root / "data_list/val_video_tubes.txt").unlink()
    said = workplace.run("results/videos/web/clips.csv", succeeds=False)
    assert "data_list/val_video_tubes.txt" in said
