"""Learning2Listen's networks in numpy, one window at a time, written from their description.

Weights are given by the names of the networks' state; T frames or tokens, C channels.
"""

import math

import numpy as np
from torch import nn

Weights = dict[str, np.ndarray]


def random_weights(network: nn.Module, seed: int = 0) -> Weights:
    """Weights of the shapes of a network, none of them special."""
    generator = np.random.default_rng(seed)
    weights = {
        name: generator.normal(scale=0.4, size=tuple(values.shape))
        for name, values in network.state_dict().items()
    }
    for name, values in weights.items():
        if name.endswith("running_var"):
            weights[name] = values**2 + 0.5
    return weights


def part(weights: Weights, name: str) -> Weights:
    """The weights of a part, under their names in it."""
    return {key[len(name) + 1 :]: w for key, w in weights.items() if key.startswith(f"{name}.")}


def linear(w: Weights, x: np.ndarray) -> np.ndarray:
    return x @ w["weight"].T + w.get("bias", 0.0)


def layer_norm(w: Weights, x: np.ndarray) -> np.ndarray:
    centred = x - x.mean(axis=1, keepdims=True)
    deviation = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)
    return centred / deviation * w["weight"] + w["bias"]


def gelu(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def convolve(w: Weights, x: np.ndarray, stride: int = 1, mode: str = "edge") -> np.ndarray:
    """Over time, 5 taps; the ends are repeated (`edge`), or zeros (`constant`)."""
    padded = np.pad(x, ((2, 2), (0, 0)), mode=mode)  # type: ignore[call-overload]
    rows = [
        sum(w["weight"][:, :, tap] @ padded[start + tap] for tap in range(5)) + w["bias"]
        for start in range(0, len(x), stride)
    ]
    return np.array(rows)


def unit(w: Weights, x: np.ndarray, stride: int = 1) -> np.ndarray:
    """A convolution, leaky ReLU, and batch normalisation by its running statistics."""
    return rectify_and_normalise(part(w, "2"), convolve(part(w, "0"), x, stride))


def rectify_and_normalise(w: Weights, x: np.ndarray) -> np.ndarray:
    x = np.where(x > 0, x, 0.2 * x)
    scaled = (x - w["running_mean"]) / np.sqrt(w["running_var"] + 1e-5)
    return scaled * w["weight"] + w["bias"]


def halve(x: np.ndarray) -> np.ndarray:
    return np.maximum(x[0::2], x[1::2])


def squeeze(w: Weights, x: np.ndarray) -> np.ndarray:
    x = unit(part(w, "0"), x, stride=2)
    x = halve(unit(part(w, "1"), x))
    return halve(unit(part(w, "3"), x))


def attend(
    w: Weights, queries: np.ndarray, x: np.ndarray, heads: int, allowed: np.ndarray
) -> np.ndarray:
    channels = x.shape[1]
    q = linear(part(w, "query"), queries)
    k, v = np.split(linear(part(w, "key_value"), x), 2, axis=1)
    width = channels // heads
    columns = []
    for head in range(heads):
        part_of_head = slice(head * width, (head + 1) * width)
        logits = q[:, part_of_head] @ k[:, part_of_head].T / math.sqrt(channels)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True)) * allowed
        columns.append(powers / powers.sum(axis=1, keepdims=True) @ v[:, part_of_head])
    return linear(part(w, "output"), np.concatenate(columns, axis=1))


def block(
    w: Weights,
    x: np.ndarray,
    heads: int,
    *,
    queries: np.ndarray | None = None,
    allowed: np.ndarray | None = None,
) -> np.ndarray:
    allowed = np.ones((len(x), len(x))) if allowed is None else allowed
    normed = layer_norm(part(w, "before"), x)
    asking = normed if queries is None else queries
    x = x + attend(part(w, "attention"), asking, normed, heads, allowed)
    inner = linear(part(w, "feed_forward.1"), layer_norm(part(w, "feed_forward.0"), x))
    return x + linear(part(w, "feed_forward.3"), gelu(inner))


def transformer(
    w: Weights, x: np.ndarray, heads: int, allowed: np.ndarray | None = None
) -> np.ndarray:
    x = x + w["position"][: len(x)]
    layers = len({name.split(".")[1] for name in w if name.startswith("blocks.")})
    for number in range(layers):
        x = block(part(w, f"blocks.{number}"), x, heads, allowed=allowed)
    return x


def predict(
    w: Weights, speech: np.ndarray, motion: np.ndarray, past: list[int | None], heads: int
) -> np.ndarray:
    """Logits of the predictor; a past code that is None is not known."""
    heard = linear(part(w, "hear"), speech) + w["heard_at"]
    seen = linear(part(w, "see"), motion) + w["seen_at"]
    for number in range(len({name.split(".")[1] for name in w if name.startswith("cross.")})):
        seen = block(part(w, f"cross.{number}"), seen, heads, queries=heard)
    speaker = linear(part(w, "speaker"), squeeze(part(w, "squeeze"), seen))
    nothing = np.zeros(w["code.weight"].shape[1])
    codes = np.array([nothing if code is None else w["code.weight"][code] for code in past])
    tokens = np.concatenate([transformer(part(w, "past"), codes, heads), speaker])
    allowed = np.ones((len(tokens), len(tokens)))
    for number, code in enumerate(past):
        if code is None:
            allowed[number, : len(past)] = 0
    whole = transformer(part(w, "whole"), tokens, heads, allowed)
    return linear(part(w, "logits.1"), layer_norm(part(w, "logits.0"), whole))


def encode(w: Weights, motion: np.ndarray, heads: int) -> list[int]:
    """Codes of 32 frames."""
    tokens = linear(part(w, "embed"), squeeze(part(w, "squeeze"), motion))
    encoded = transformer(part(w, "encoder"), tokens, heads)
    book = w["quantiser.codebook.weight"]
    return [int(np.argmin([((z - code) ** 2).sum() for code in book])) for z in encoded]


def decode(w: Weights, codes: list[int], heads: int) -> np.ndarray:
    """32 frames of four codes."""
    x = w["quantiser.codebook.weight"][codes]
    taps = w["expand.0.weight"]  # from, to, tap
    doubled = np.zeros((2 * len(x) + 5, taps.shape[1]))
    for place, values in enumerate(x):
        for tap in range(5):
            doubled[2 * place + tap] += values @ taps[:, :, tap]
    x = doubled[2 : 2 + 2 * len(x)] + w["expand.0.bias"]
    x = rectify_and_normalise(part(w, "expand.2"), x)
    for number in (3, 5):
        x = unit(part(w, f"expand.{number}"), x).repeat(2, axis=0)
    decoded = transformer(part(w, "decoder"), linear(part(w, "unembed"), x), heads)
    return convolve(part(w, "output"), decoded, mode="constant")


def smooth(series: np.ndarray) -> np.ndarray:
    """A bilateral filter of diameter 5, σ 20 and 20, on a picture that is one pixel wide."""
    frames = len(series)
    result = np.zeros(frames)
    for t in range(frames):
        total = weights = 0.0
        for down in range(-2, 3):
            for across in range(-2, 3):
                if down**2 + across**2 > 4:
                    continue
                row = abs(t + down)
                row = row if row < frames else 2 * (frames - 1) - row
                near = math.exp(-(down**2 + across**2) / 800)
                weight = near * math.exp(-((series[row] - series[t]) ** 2) / 800)
                total, weights = total + weight * series[row], weights + weight
        result[t] = total / weights
    return result
