"""`snakemake --report`, as a browser shows it."""

import os
import shutil
import time
from pathlib import Path

import pytest
from versioned import Clone

pytestmark = pytest.mark.workflow


@pytest.fixture(scope="module")
def report(from_nothing: tuple[Clone, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    clone = from_nothing[0].copy(tmp_path_factory.mktemp("report") / "clone")
    clone.snakemake("--report", "results/report.html")
    return clone.folder / "results/report.html"


def test_the_report_needs_no_network_and_has_every_caption(report: Path) -> None:
    text = report.read_text()
    for part in ("table1.csv", "training.png", "figure7.png", "claims.md", "gallery/index.html"):
        assert part in text, part
    assert "Training of" in text
    assert "{{" not in text.split("captions")[-1][:2000]


def test_the_report_opens_in_a_browser(report: Path) -> None:
    selenium = pytest.importorskip("selenium.webdriver")
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip("needs chromium and chromium-driver")
    options = selenium.ChromeOptions()
    options.binary_location = browser
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    service = selenium.ChromeService(executable_path=driver, env=dict(os.environ))
    with selenium.Chrome(options=options, service=service) as page:
        page.get(report.as_uri())
        deadline = time.monotonic() + 30
        while "Training" not in (shown := page.find_element("tag name", "body").text):
            assert time.monotonic() < deadline, shown
            time.sleep(0.2)
        assert {"Tables", "Figures", "Training", "Tracking"} <= set(shown.split())
        assert "the gallery" in shown
