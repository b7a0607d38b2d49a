"""The report on a folder: each clip, who speaks when, and what is wrong.

Letters: T frames at 25 a second.
"""

import base64
import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

import cv2
import numpy as np
from jaxtyping import UInt8

from elp.coefficients import FPS
from elp.config.tracking import TrackingSettings
from elp.io.files import atomic
from elp.prepare.examination import Examination
from elp.prepare.people import FilmedPerson
from elp.prepare.proposal import Proposal

TEMPLATE = Path(__file__).with_name("page.html")
THUMBNAIL = 96  # pixels
WIDTH, HEIGHT = 1000, 46  # of a recording's timeline
COLOURS = ("#1a5fb4", "#c64600")  # of the first and the second person
FLOOR = -60.0  # decibels at the bottom of the timeline


def write_page(
    path: Path,
    folder: Path,
    proposals: Sequence[Proposal],
    examined: Sequence[Examination],
    unused: Mapping[Path, str],
) -> None:
    """Write the report as one self-contained HTML file.

    Parameters
    ----------
    path : Path
        The HTML file.
    folder : Path
        The folder that it describes.
    proposals : sequence of Proposal
        All clips.
    examined : sequence of Examination
        All recordings, the faulty ones too.
    unused : mapping
        Files that belong to no recording, with the reason.
    """
    used = [proposal for proposal in proposals if not proposal.verdict]
    seconds = sum(p.turn.end - p.turn.start for p in used) / FPS
    faulty = {e.recording.name: e.fault for e in examined if e.fault}
    faulty |= {str(file): reason for file, reason in unused.items()}
    people = {person for p in used for person in p.clip.people.values()}
    page = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        folder=html.escape(str(folder)),
        summary=f"{len(used)} of {len(proposals)} clips can be used: {seconds / 60:.1f} minutes, "
        f"{len(people)} people. {len(faulty)} recordings or files cannot be used.",
        recordings="".join(_recording(e, proposals) for e in examined if not e.fault),
        faults="".join(
            f"<tr><td>{html.escape(name)}</td><td>{html.escape(reason)}</td></tr>"
            for name, reason in faulty.items()
        )
        or "<tr><td colspan=2>none</td></tr>",
    )
    with atomic(path) as temporary:
        temporary.write_text(page, encoding="utf-8")


def _recording(examined: Examination, proposals: Sequence[Proposal]) -> str:
    rows = "".join(_row(p) for p in proposals if p.examined is examined)
    remarks = [*examined.remarks]
    if examined.cuts:
        remarks.append("cuts at " + ", ".join(f"{cut:.2f} s" for cut in examined.cuts))
    notes = "".join(f"<p class=remark>{html.escape(remark)}</p>" for remark in remarks)
    notes += "".join(
        f"<p{' class=remark' * timing.faulty}>{html.escape(timing.text)}</p>"
        for timing in examined.timings
    )
    files = {path.name for path in (*examined.recording.videos, *examined.recording.sounds)}
    legend = " ".join(
        f'<span style="color:{colour}">■</span> {html.escape(name)}'
        for colour, name in zip(COLOURS, examined.recording.people, strict=True)
    )
    return (
        f"<section><h2>{html.escape(examined.recording.name)}</h2>"
        f"<p>{html.escape(', '.join(sorted(files)))} · {legend}</p>{notes}"
        f"{_timeline(examined)}"
        "<table><thead><tr><th>clip</th><th>speaker</th><th>listener</th><th>time</th>"
        "<th>split</th><th>faces found</th><th>sound</th><th>blinks a minute</th><th>label</th>"
        f"<th>verdict</th></tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _row(proposal: Proposal) -> str:
    clip, examined, turn = proposal.clip, proposal.examined, proposal.turn
    both = (turn.person, 1 - turn.person)
    settings = TrackingSettings()
    verdict = html.escape(proposal.verdict or "good")
    cells = (
        html.escape(clip.name),
        *(_thumbnail(examined.people[person]) for person in both),
        f"{turn.start / FPS:.2f} to {turn.end / FPS:.2f} s<br>"
        f"{(turn.end - turn.start) / FPS:.2f} s",
        clip.split,
        "<br>".join(f"{examined.visible(person, turn):.0%}" for person in both),
        f"{examined.loudness(turn):.0f} dB",
        "<br>".join(f"{examined.blinks_per_minute(person, turn, settings):.0f}" for person in both),
        html.escape(clip.attitude or "set by the workflow, from the speech"),
        f'<span class="{"bad" if proposal.verdict else "good"}">{verdict}</span>',
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _thumbnail(person: FilmedPerson) -> str:
    data = base64.b64encode(_jpeg(person.picture)).decode()
    return f'<img alt="" width={THUMBNAIL} height={THUMBNAIL} src="data:image/jpeg;base64,{data}">'


def _jpeg(picture: UInt8[np.ndarray, "H W 3"]) -> bytes:
    small = cv2.resize(picture, (THUMBNAIL, THUMBNAIL), interpolation=cv2.INTER_AREA)
    _, encoded = cv2.imencode(".jpg", small[:, :, ::-1])
    return bytes(encoded)


def _timeline(examined: Examination) -> str:
    """Loudness over time as SVG; speech has the colour of its speaker."""
    frames = examined.frames
    step = max(1, frames // WIDTH)
    bars = []
    for start in range(0, frames, step):
        part = slice(start, start + step)
        height = HEIGHT * (1 - float(np.clip(examined.level[part].max() / FLOOR, 0, 1)))
        person = int(examined.balance[part].mean() <= 0)
        colour = COLOURS[person] if examined.voiced[part].any() else "#c8c8c8"
        x, width = WIDTH * start / frames, WIDTH * step / frames
        bars.append(
            f'<rect x="{x:.1f}" y="{HEIGHT - height:.1f}" width="{width:.2f}" '
            f'height="{height:.1f}" fill="{colour}"/>'
        )
    turns = [
        f'<rect x="{WIDTH * t.start / frames:.1f}" y="{HEIGHT + 3}" height="5" '
        f'width="{WIDTH * (t.end - t.start) / frames - 1:.1f}" fill="{COLOURS[t.person]}"/>'
        for t in examined.turns
    ]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT + 10}" preserveAspectRatio="none" role="img" '
        f'aria-label="loudness, and who speaks">{"".join(bars)}{"".join(turns)}</svg>'
    )
