"""Text to speech with eSpeak NG, whose library and voices come with the wheel espeakng-loader.

The library keeps state between sentences (phases, flutter, filters), which changes the sound of the
next sentence. It is loaded anew for each sentence, which takes about 6 ms, so that the sound
depends on the arguments alone.
"""

import _ctypes
import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import espeakng_loader
import numpy as np
from jaxtyping import Float32

from elp.errors import DataError

# Constants of eSpeak NG's C interface (speak_lib.h).
_SYNCHRONOUS = 2
_DO_NOT_EXIT = 0x8000
_UTF8 = 1
_PARAMETERS = {"rate": 1, "pitch": 3, "range": 4}
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


@dataclass(frozen=True)
class Prosody:
    """Words per minute (80-450), pitch and pitch range (0-99, normally 50) of eSpeak NG."""

    rate: int
    pitch: int
    range: int


@dataclass(frozen=True)
class Sound:
    """Mono samples from -1 to 1 and their rate in Hz."""

    samples: Float32[np.ndarray, "samples"]
    rate: int


def synthesise(text: str, voice: str, prosody: Prosody) -> Sound:
    """Synthesise a sentence; the same arguments give the same samples.

    Parameters
    ----------
    text : str
        English text.
    voice : str
        eSpeak NG's voice and variant, such as `en+f3`.
    prosody : Prosody
        Rate, pitch and pitch range.

    Raises
    ------
    DataError
        If eSpeak NG does not start, lacks the voice, or returns no sound.
    """
    pieces: list[np.ndarray] = []

    def receive(wave: Any, count: int, events: int | None) -> int:
        if wave and count > 0:
            pieces.append(np.ctypeslib.as_array(wave, (count,)).astype(np.float32) / 32768)
        return 0

    callback = _CALLBACK(receive)
    with _library() as (library, rate):
        library.espeak_SetSynthCallback(callback)
        if library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise DataError(f"eSpeak NG has no voice `{voice}`; install espeakng-loader again")
        for name, number in _PARAMETERS.items():
            library.espeak_SetParameter(number, getattr(prosody, name), 0)
        line = text.encode() + b"\0"
        library.espeak_Synth(line, ctypes.c_size_t(len(line)), 0, 1, 0, _UTF8, None, None)
        library.espeak_Synchronize()
    if not pieces:
        raise DataError(f"eSpeak NG returned no sound for `{text}`; install espeakng-loader again")
    return Sound(np.concatenate(pieces), rate)


@contextmanager
def _library() -> Iterator[tuple[ctypes.CDLL, int]]:
    """A freshly loaded library and its sample rate."""
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    try:
        rate = library.espeak_Initialize(_SYNCHRONOUS, 0, data, _DO_NOT_EXIT)
        if rate <= 0:
            raise DataError("eSpeak NG does not start; install espeakng-loader again")
        # The generator of breath noise is seeded with the time by default.
        library.espeak_ng_SetRandSeed(ctypes.c_long(1))
        yield library, rate
        library.espeak_Terminate()
    finally:
        _ctypes.dlclose(library._handle)
