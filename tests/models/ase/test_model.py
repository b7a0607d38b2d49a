from pathlib import Path

import pytest
import torch
from small_ase import SIZES, small_ase, speech_and_style
from torch import nn

from elp.config.ase import AseSettings
from elp.errors import DataError, ElpError
from elp.models.ase.model import Ase, Decoded
from elp.models.sizes import Sizes
from elp.models.store import load_ase, save_model

B, T, H, V, N = 6, 20, 5, 4, 3
EMOTION = torch.tensor([0, 1, 2, 0, 1, 2])
READINGS: tuple[dict[str, object], ...] = (
    {},
    {"space": "base"},
    {"readings": {"head": "full"}},
    {"readings": {"code_repr": "index"}},
    {"readings": {"head": "full", "code_repr": "index"}},
    {"space": "base", "readings": {"code_repr": "index"}},
)
each_reading = pytest.mark.parametrize(
    "reading", READINGS, ids=[" ".join(map(str, r.values())) or "paper" for r in READINGS]
)


def assert_same(one: Decoded, other: Decoded) -> None:
    for name in ("expression", "pose", "blink_logits"):
        torch.testing.assert_close(getattr(one, name), getattr(other, name), atol=1e-5, rtol=1e-5)


def test_sizes_are_those_of_the_paper() -> None:
    """As in docs/paper.md, in millions of parameters; within 2 %."""
    model = Ase(AseSettings(), Sizes(n_emotions=3))

    def millions(*modules: nn.Module) -> float:
        return sum(p.numel() for module in modules for p in module.parameters()) / 1e6

    assert millions(model.audio) == pytest.approx(0.94, rel=0.02)
    assert millions(model.emotion) == pytest.approx(1.09, rel=0.02)
    assert millions(model.code) == pytest.approx(5.38, rel=0.02)
    assert millions(model.motion_map, model.motion_decoder) == pytest.approx(2.62, rel=0.02)
    assert millions(model.blink_map, model.blink_decoder) == pytest.approx(0.25, rel=0.02)
    assert millions(model) == pytest.approx(10.3, rel=0.02)


def test_the_audio_network_has_sixteen_convolutions_and_keeps_time() -> None:
    audio = small_ase().audio
    convolutions = [
        module
        for name, module in audio.named_modules()
        if isinstance(module, nn.Conv2d) and "shortcut" not in name
    ]
    assert len(convolutions) == 16
    assert audio(torch.randn(2, 33, 29)).shape == (2, 33, 6)


def test_the_emotion_sees_thirteen_frames_back_and_nine_ahead() -> None:
    tdnn = small_ase().emotion.tdnn.eval()
    frames = torch.randn(1, 18, 60, requires_grad=True)
    tdnn(frames)[0, :, 20].sum().backward()  # output 20 is frame 33 of the padded input
    assert frames.grad is not None
    seen = frames.grad.abs().sum(dim=(0, 1)).nonzero().flatten() - 33
    assert (seen.min().item(), seen.max().item()) == (-13, 9)


@each_reading
def test_every_reading_generates_codes_of_its_emotion(reading: dict[str, object]) -> None:
    model = small_ase(**reading)
    output = model(*speech_and_style(), EMOTION)
    assert output.expression.shape == (B, T, SIZES.expression)
    assert output.pose.shape == (B, T, SIZES.pose)
    assert output.blink_logits.shape == (B, T, 1)
    assert output.emotion_logits.shape == (B, N)
    assert output.codes.shape == (B, T, H)
    assert output.logits.shape == (
        B,
        T,
        H,
        V * (N if model.settings.readings.head == "full" else 1),
    )
    block = torch.zeros(B, dtype=torch.long) if model.settings.space == "base" else EMOTION
    assert torch.equal(output.codes // V, block[:, None, None].expand(B, T, H))


@each_reading
def test_the_gradient_reaches_the_logits_and_every_parameter(reading: dict[str, object]) -> None:
    model = small_ase(**reading)
    output = model(*speech_and_style(), EMOTION)
    output.logits.retain_grad()
    motion = output.expression.square().sum() + output.pose.square().sum()
    (motion + output.blink_logits.square().sum() + output.emotion_logits.square().sum()).backward()
    assert output.logits.grad is not None
    assert (output.logits.grad != 0).any(dim=-1).all()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().sum() > 0, name


@each_reading
def test_codes_alone_decode_to_the_same_listener(reading: dict[str, object]) -> None:
    model = small_ase(**reading).eval()
    output = model(*speech_and_style(), EMOTION)
    assert_same(model.decode(output.codes), output)


@pytest.mark.parametrize("code_repr", ["onehot", "index"])
def test_a_certain_mixture_is_the_emotion_itself(code_repr: str) -> None:
    model = small_ase(readings={"code_repr": code_repr}).eval()
    codes = torch.randint(V, (B, T, H))
    weights = nn.functional.one_hot(EMOTION, N).float()
    assert_same(model.decode_soft(codes, weights), model.decode(codes + V * EMOTION[:, None, None]))


def test_a_mixture_mixes_what_the_first_layer_reads() -> None:
    model = small_ase().eval()
    codes, weights = torch.randint(V, (B, T, H)), torch.rand(B, N).softmax(dim=1)
    one_hot = nn.functional.one_hot(codes, V).float()
    mixed = torch.einsum("bn,bthv->bthnv", weights, one_hot).flatten(3)
    first = mixed @ model.motion_map.weight + model.motion_map.bias
    motion = model.motion_decoder(nn.functional.leaky_relu(first, 0.2))
    soft = model.decode_soft(codes, weights)
    torch.testing.assert_close(torch.cat([soft.expression, soft.pose], dim=-1), motion)


def test_mixtures_need_the_base_head() -> None:
    with pytest.raises(
        ElpError, match=r"`emotion_weights: soft` needs a run with `readings\.head: base`"
    ):
        small_ase(readings={"head": "full"}).decode_soft(
            torch.zeros(1, T, H).long(), torch.ones(1, N)
        )


def test_both_code_representations_draw_the_same_codes() -> None:
    logits = torch.randn(B, T, H, V)
    drawn = []
    for code_repr in ("onehot", "index"):
        torch.manual_seed(4)
        drawn.append(small_ase(readings={"code_repr": code_repr}).quantise(logits, EMOTION).codes)
    assert torch.equal(*drawn)


def test_the_full_head_masks_the_other_emotions() -> None:
    model = small_ase(readings={"head": "full"}).eval()
    logits, _ = model.encode_logits(*speech_and_style())
    masked = torch.full_like(logits, -torch.inf)
    for window, emotion in enumerate(EMOTION.tolist()):
        block = slice(emotion * V, (emotion + 1) * V)
        masked[window, :, :, block] = logits[window, :, :, block]
    codes = model.quantise(logits, EMOTION, sample=False).codes
    assert torch.equal(codes, masked.argmax(dim=-1))


def test_the_base_space_ignores_the_emotion() -> None:
    model = small_ase(space="base").eval()
    one, other = (
        model(*speech_and_style(), torch.full((B,), emotion), sample=False) for emotion in (0, 2)
    )
    assert torch.equal(one.expression, other.expression)


def test_without_an_emotion_the_predicted_one_is_taken() -> None:
    model = small_ase().eval()
    output = model(*speech_and_style(), sample=False)
    predicted = output.emotion_logits.argmax(dim=1)
    assert torch.equal(output.codes[:, 0, 0] // V, predicted)


def test_codewords_out_of_range_are_refused() -> None:
    model = small_ase()
    with pytest.raises(ValueError, match="codewords go from 0 to 11"):
        model.decode(torch.full((1, T, H), N * V))
    with pytest.raises(ValueError, match="codewords go from 0 to 3"):
        model.decode_soft(torch.full((1, T, H), V), torch.ones(1, N))


@each_reading
def test_a_saved_model_is_the_same_model(reading: dict[str, object], tmp_path: Path) -> None:
    model = small_ase(**reading).eval()
    save_model(tmp_path / "model.safetensors", "elp.models.ase.kind", model)
    loaded = load_ase(tmp_path / "model.safetensors")
    assert loaded.settings == model.settings
    assert loaded.sizes == model.sizes
    assert not loaded.training
    one, other = (m(*speech_and_style(), EMOTION, sample=False) for m in (model, loaded))
    assert torch.equal(one.expression, other.expression)
    save_model(tmp_path / "again.safetensors", "elp.models.ase.kind", loaded)
    assert (tmp_path / "again.safetensors").read_bytes() == (
        tmp_path / "model.safetensors"
    ).read_bytes()


def test_a_file_that_is_not_a_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    with pytest.raises(DataError, match=r"model\.safetensors: not a readable model"):
        load_ase(path)
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(DataError, match="delete it and run the workflow again"):
        load_ase(path)
