"""The gallery's page in a real browser: playing, seeking, curves."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from elp.coefficients import Coefficients
from elp.gallery.page import GalleryClip, GalleryPerson, person, write_page
from elp.media.video import write_video

FRAMES = 50


def motion(seed: int, *blinking: int) -> Coefficients:
    rng = np.random.default_rng(seed)
    pose = np.concatenate([0.1 * rng.normal(size=(FRAMES, 3)), np.zeros((FRAMES, 3))], axis=1)
    return Coefficients(rng.normal(size=(FRAMES, 6)), pose, np.isin(np.arange(FRAMES), blinking))


def shown(folder: Path, key: str, emotion: str | None, *blinking: int) -> GalleryPerson:
    name = f"{key}.{emotion}" if emotion else key
    for end, shade in ((".mp4", 90), (".mesh.mp4", 30)):
        frames = [np.full((64, 64, 3), shade + k, np.uint8) for k in range(FRAMES)]
        sound = np.zeros(FRAMES * 640, np.float32) if key == "speaker" else None
        write_video(folder / f"{name}{end}", frames, sound=sound)
    seed = len(name)
    return person(
        key, key.upper(), emotion, (f"{name}.mp4", f"{name}.mesh.mp4"), motion(seed, *blinking)
    )


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gallery")
    people = [
        shown(folder, "speaker", None),
        shown(folder, "listener", None, 10, 11),
        shown(folder, "pch", None),
        shown(folder, "elp", ""),
        shown(folder, "elp", "positive", 7),
    ]
    clips = [
        GalleryClip(
            "vico", name, "positive", "made up </script>", FRAMES, 25.0, ["", "positive"], people
        )
        for name in ("a", "b")
    ]
    write_page(folder / "index.html", clips, "A page.")
    return folder / "index.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if binary is None or driver is None:
        pytest.skip("needs Debian's packages chromium and chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--autoplay-policy=no-user-gesture-required",
    ):
        options.add_argument(argument)
    with webdriver.Chrome(options, webdriver.ChromeService(driver)) as chrome:
        chrome.set_window_size(1400, 1000)
        yield chrome


@pytest.fixture
def opened(browser: webdriver.Chrome, page: Path) -> webdriver.Chrome:
    browser.get(page.as_uri())
    return browser


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def frame(browser: webdriver.Chrome) -> int:
    return int(browser.find_element(By.ID, "seek").get_attribute("value") or -1)


def cursor(browser: webdriver.Chrome) -> float:
    return float(browser.find_element(By.CSS_SELECTOR, ".cursor").get_attribute("x1") or -1)


def times(browser: webdriver.Chrome) -> list[float]:
    script = "return [...document.querySelectorAll('video')].map(v => v.currentTime)"
    seconds: list[float] = browser.execute_script(script)
    return seconds


def names(browser: webdriver.Chrome) -> list[str]:
    return [f.get_attribute("data-key") or "" for f in browser.find_elements(By.TAG_NAME, "figure")]


def press(browser: webdriver.Chrome, *keys: str) -> None:
    for key in keys:
        browser.find_element(By.TAG_NAME, "body").send_keys(key)


def test_the_page_opens_from_a_folder_and_shows_everyone(opened: webdriver.Chrome) -> None:
    assert names(opened) == ["speaker", "listener", "pch", "elp"]
    assert "made up </script>" in opened.find_element(By.ID, "about").text
    ready = "return [...document.querySelectorAll('video')].every(v => v.readyState >= 2)"
    until(lambda: bool(opened.execute_script(ready)))


def test_arrow_keys_step_all_videos_by_a_frame(opened: webdriver.Chrome) -> None:
    press(opened, *[Keys.ARROW_RIGHT] * 5, Keys.ARROW_LEFT)
    assert frame(opened) == 4
    assert cursor(opened) == 4
    until(lambda: all(abs(seconds - 4.5 / 25) < 0.02 for seconds in times(opened)))


def test_a_blink_is_marked_in_its_frame(opened: webdriver.Chrome) -> None:
    press(opened, *[Keys.ARROW_RIGHT] * 10)
    blinking = opened.find_elements(By.CSS_SELECTOR, "figure.blinking")
    assert [figure.get_attribute("data-key") for figure in blinking] == ["listener"]


def test_videos_play_in_step_and_the_cursor_follows(opened: webdriver.Chrome) -> None:
    press(opened, " ")
    until(lambda: frame(opened) > 15)
    press(opened, " ")
    stopped = frame(opened)
    assert 15 < stopped < FRAMES
    assert cursor(opened) == stopped
    assert np.ptp(times(opened)) < 0.15
    time.sleep(0.3)
    assert frame(opened) == stopped


def test_playing_stops_at_the_end_and_starts_again(opened: webdriver.Chrome) -> None:
    press(opened, *[Keys.ARROW_RIGHT] * (FRAMES + 3))
    assert frame(opened) == FRAMES - 1
    opened.find_element(By.ID, "play").click()
    until(lambda: 0 < frame(opened) < FRAMES - 1)


def test_emotion_picture_method_and_clip_can_be_switched(opened: webdriver.Chrome) -> None:
    def sources() -> list[str]:
        videos = opened.find_elements(By.TAG_NAME, "video")
        return [(video.get_attribute("src") or "").rpartition("/")[2] for video in videos]

    press(opened, "e")
    assert sources() == ["speaker.mp4", "listener.mp4", "pch.mp4", "elp.positive.mp4"]
    press(opened, "m")
    assert sources()[-1] == "elp.positive.mesh.mp4"
    opened.find_element(By.CSS_SELECTOR, "#methods input").click()
    assert names(opened) == ["speaker", "listener", "elp"]
    press(opened, Keys.ARROW_RIGHT, "n")
    assert Select(opened.find_element(By.ID, "clip")).first_selected_option.text.startswith(
        "vico, b"
    )
    assert frame(opened) == 0


def test_a_click_on_a_listener_shows_the_curves(opened: webdriver.Chrome) -> None:
    assert opened.find_element(By.ID, "whose").text == "LISTENER"
    opened.find_element(By.CSS_SELECTOR, "figure[data-key=elp] figcaption").click()
    assert opened.find_element(By.ID, "whose").text == "ELP"
    assert len(opened.find_elements(By.CSS_SELECTOR, "polyline")) == 5


def test_a_click_on_a_curve_seeks(opened: webdriver.Chrome) -> None:
    svg = opened.find_element(By.CSS_SELECTOR, "#plots svg")
    webdriver.ActionChains(opened).move_to_element(svg).click().perform()
    assert frame(opened) == pytest.approx(FRAMES / 2, abs=1)
    assert cursor(opened) == frame(opened)


def test_curves_show_the_motion() -> None:
    blinking = motion(3, 5)
    shown = person("elp", "ELP", "", ("a", "b"), blinking)
    norm = np.linalg.norm(blinking.expression, axis=1)
    np.testing.assert_allclose(shown.expression, norm, atol=0.01)
    assert shown.blink[5] == 1
    assert sum(shown.blink) == 1
    turned = Coefficients(
        np.zeros((1, 6)), np.array([[0, np.radians(20), 0, 0, 0, 0]]), np.zeros(1, bool)
    )
    assert person("s", "S", None, ("a", "b"), turned).yaw == [20]
