from pathlib import Path

import pytest

from elp.downloads.wanted import read_wanted
from elp.errors import ClipSheetError


def wanted(folder: Path, *lines: str) -> Path:
    path = folder / "wanted.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_addresses_and_ids_are_read(tmp_path: Path) -> None:
    rows = read_wanted(
        wanted(
            tmp_path,
            "video,youtube,address,sha256,remark",
            "raw/a.mp4,dQw4w9WgXcQ,,,of the talk",
            f"raw/b.mp4,,https://example.org/b.mp4,{'AB' * 32},",
        )
    )
    assert [row.address for row in rows] == [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://example.org/b.mp4",
    ]
    assert rows[1].sha256 == "ab" * 32


def test_all_faults_are_listed_with_their_lines(tmp_path: Path) -> None:
    path = wanted(
        tmp_path,
        "video,youtube,address,sha256",
        "a.mp4,short,,",
        "../b.mp4,,https://example.org/b.mp4,",
        "c.mp4,,file:///etc/passwd,",
        "d.mp4,,https://example.org/d.mp4,123",
        "e.mp4,,https://example.org/e.mp4,",
        "e.mp4,,https://example.org/e.mp4,",
        ".hidden.mp4,,https://example.org/f.mp4,",
    )
    with pytest.raises(ClipSheetError) as refused:
        read_wanted(path)
    said = str(refused.value)
    for fault in (
        "line 2: youtube: `short` is not an id",
        "line 3: : Value error, video `../b.mp4` lies outside",
        "line 4: address: String should match",
        "line 5: sha256: String should match",
        "video e.mp4 is named twice",
        "line 8: : Value error, video `.hidden.mp4`",
    ):
        assert fault in said


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ["video,url", "a.mp4,x"],
            r"lacks the columns \['address or youtube'\]; it has \['video', 'url'\]",
        ),
        (["video,address"], "no video is named"),
    ],
)
def test_faulty_list_is_refused(tmp_path: Path, lines: list[str], message: str) -> None:
    with pytest.raises(ClipSheetError, match=message):
        read_wanted(wanted(tmp_path, *lines))
    with pytest.raises(ClipSheetError, match="does not exist; correct `downloads`"):
        read_wanted(tmp_path / "none.csv")
