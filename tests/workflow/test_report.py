"""`snakemake --report`, as a browser shows it."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from versioned import Clone

pytestmark = pytest.mark.workflow

TRAINING = "results/models/sample_vico/elp/seed0/training.png"


@pytest.fixture(scope="module")
def report(from_nothing: tuple[Clone, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    clone = from_nothing[0].copy(tmp_path_factory.mktemp("report") / "clone")
    clone.snakemake("--report", "results/report.html")
    return clone.folder / "results/report.html"


@pytest.fixture
def browser(report: Path) -> Iterator[webdriver.Chrome]:
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if binary is None or driver is None:
        pytest.skip("needs Debian's packages chromium and chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for argument in ("--headless=new", "--no-sandbox"):
        options.add_argument(argument)
    with webdriver.Chrome(options, webdriver.ChromeService(driver)) as found:
        found.get(report.as_uri())
        yield found


def shows(browser: webdriver.Chrome, text: str) -> None:
    """Wait until the page shows it."""
    deadline = time.monotonic() + 30
    while text not in (shown := browser.find_element(By.TAG_NAME, "body").text):
        assert time.monotonic() < deadline, f"no {text!r} in {shown}"
        time.sleep(0.1)


def test_captions_are_filled_in(report: Path) -> None:
    text = report.read_text()
    assert text.count("Training of <tt") == 2
    assert "{{ snakemake" not in text
    for name in ("table1.csv", "claims.md", "figure7.png", "tracking_quality.png", "table3.png"):
        assert name in text, name


@pytest.mark.parametrize(
    ("category", "file"),
    [("Training", TRAINING), ("Tables", "results/table1.csv"), ("Figures", "results/figure8.png")],
)
def test_each_result_is_found_by_its_category(
    browser: webdriver.Chrome, category: str, file: str
) -> None:
    shows(browser, category)
    shows(browser, "the gallery")
    browser.find_element(By.XPATH, f"//*[text()='{category}']").click()
    shows(browser, file)
