"""`snakemake --report`, as a browser shows it."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from versioned import Clone
from workplace import ROOT

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
    """Wait until the page shows an element."""
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


def test_run_times_are_those_of_the_rules(report: Path) -> None:
    (drawn,) = re.findall(r"var runtimes_spec = (\{.*\});$", report.read_text(), re.MULTILINE)
    found = {job["rule"]: job["runtime"] for job in json.loads(drawn)["data"]["values"]}
    assert {"clips", "landmarks", "train_model", "metrics", "table"} <= set(found)
    assert min(found.values()) > 0


def test_gallery_is_linked_where_it_is_built(report: Path) -> None:
    """By a path relative to the report, so that both can be moved together."""
    linked = set(re.findall(r'href=\\"(\S*gallery\S*?)\\"', report.read_text()))
    (page,) = re.findall(r'page="(results/\S+)"', (ROOT / "rules/renders.smk").read_text())
    assert {f"results/{link}" for link in linked} == {page}


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
