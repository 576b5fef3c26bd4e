"""What a content is, told by itself and not by its name; pictures made clean; archives within bounds."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from files import made
from preau.directory.errors import Refused
from preau.files.contents import archives, kinds, telling
from preau.files.contents.examining import draw_preview, examine
from preau.files.contents.looking import looked_at
from preau.files.names import named_as

OOXML = "application/vnd.openxmlformats-officedocument."
TELLS = {
    "jpeg": (made.jpeg(), "image/jpeg"),
    "png": (made.png(), "image/png"),
    "gif": (made.picture("GIF"), "image/gif"),
    "webp": (made.picture("WEBP"), "image/webp"),
    "avif": (made.picture("AVIF"), "image/avif"),
    "bmp": (made.picture("BMP"), "image/bmp"),
    "tiff": (made.picture("TIFF"), "image/tiff"),
    "pdf": (made.PDF, kinds.PDF),
    "docx": (made.docx(), OOXML + "wordprocessingml.document"),
    "xlsx": (made.zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), OOXML + "spreadsheetml.sheet"),
    "odt": (made.odt(), "application/vnd.oasis.opendocument.text"),
    "ggb": (made.zipped({"geogebra.xml": b"<geogebra/>"}), "application/vnd.geogebra.file"),
    "zip": (made.zipped({"a.txt": b"a"}), kinds.ZIP),
    "jar": (made.zipped({"META-INF/MANIFEST.MF": b"", "A.class": b"x"}), kinds.RUNS),
    "exe": (made.PROGRAM, kinds.RUNS),
    "elf": (b"\x7fELF\x02\x01\x01" + b"\0" * 60, kinds.RUNS),
    "svg": (made.SVG, kinds.SVG),
    "svg in xml": (b"<?xml version='1.0'?>\n<!-- a -->\n<svg/>", kinds.SVG),
    "html": (made.HTML, kinds.HTML),
    "html in utf-16": ("<html><script>".encode("utf-16"), kinds.HTML),
    "text": ("Devoir d’Adam : voilà.".encode(), kinds.PLAIN),
    "older text": ("Élève très appliqué, à féliciter.".encode("cp1252"), kinds.PLAIN),
    "a text that begins like a program": (b"MZ est un sigle.", kinds.PLAIN),
    "a text that begins like a bitmap": (b"BM, dit-il.", kinds.PLAIN),
    "rtf": (rb"{\rtf1 Bonjour}", "application/rtf"),
    "mp3": (b"ID3\x03\0\0\0\0\0\x21" + b"\0" * 60, "audio/mpeg"),
    "mp4": (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 60, "video/mp4"),
    "nothing known": (bytes(range(256)), kinds.UNKNOWN),
}


@pytest.mark.parametrize("what", TELLS)
def test_a_kind_is_told_by_the_content(what: str, tmp_path: Path) -> None:
    body, kind = TELLS[what]
    assert telling.kind_at(made.written(tmp_path, "whatever.bin", body)) == kind


def _clean(tmp_path: Path, body: bytes, name: str = "photo.jpg", **more: object) -> tuple[Image.Image, bytes, str]:
    found = examine(made.written(tmp_path, "came", body), tmp_path / "drawn", name=name, **more)  # type: ignore[arg-type]
    kept = found.path.read_bytes()
    return Image.open(io.BytesIO(kept)), kept, found.kind


def test_a_photograph_leaves_without_its_place_its_device_and_what_lies_behind_it(tmp_path: Path) -> None:
    before = made.jpeg(80, 40, turned=True, behind=made.PROGRAM)
    assert b"Telephone" in before and Image.open(io.BytesIO(before)).getexif().get_ifd(0x8825)
    image, kept, kind = _clean(tmp_path, before)
    assert kind == "image/jpeg" and image.size == (40, 80), "it is turned as it was taken"
    assert not image.getexif() and "comment" not in image.info
    for word in (b"Telephone", b"secret words", b"MZ\x90", b"Exif"):
        assert word not in kept


FORMS = {
    "PNG": "image/png", "WEBP": "image/webp", "AVIF": "image/jpeg", "TIFF": "image/jpeg", "BMP": "image/png",
    "GIF": "image/png",
}  # fmt: skip


@pytest.mark.parametrize(("form", "kind"), FORMS.items())
def test_each_form_becomes_one_that_browsers_draw(form: str, kind: str, tmp_path: Path) -> None:
    image, _kept, told = _clean(tmp_path, made.picture(form), name=f"dessin.{form.lower()}")
    assert told == kind and image.size == (32, 24)


def test_a_scan_in_fine_shades_of_grey_is_not_turned_white(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("I;16", (8, 8), 0x4E20).save(out, "PNG")
    image, _kept, _kind = _clean(tmp_path, out.getvalue(), "scan.png")
    assert image.convert("L").getpixel((4, 4)) == 0x4E


def test_a_photograph_that_says_it_is_of_an_iphone_and_is_none(tmp_path: Path) -> None:
    """No library here writes HEIC: that one is known, and refused when it does not open, is what can be shown."""
    body = b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + b"\0" * 200
    assert telling.kind_at(made.written(tmp_path, "a", body)) == "image/heif"
    with pytest.raises(Refused, match="ne s’ouvre pas"):
        _clean(tmp_path, body, "a.heic")


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_moving_pictures_go_on_moving(form: str, tmp_path: Path) -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    exif = Image.Exif()
    exif[0x010F] = "secret words"
    hidden = {"comment": b"secret words"} if form == "GIF" else {"exif": exif}
    frames[0].save(out, form, save_all=True, append_images=frames[1:], duration=[80, 160, 240], **hidden)  # type: ignore[arg-type]
    assert b"secret words" in out.getvalue()
    image, kept, kind = _clean(tmp_path, out.getvalue(), f"a.{form.lower()}")
    assert kind == f"image/{form.lower()}" and b"secret words" not in kept
    assert image.n_frames == 3  # type: ignore[attr-defined]
    for number, (colour, duration) in enumerate(
        zip(((255, 0, 0), (0, 128, 0), (0, 0, 255)), (80, 160, 240), strict=True)
    ):
        image.seek(number)
        point = image.convert("RGB").getpixel((10, 10))
        assert all(abs(one - other) < 8 for one, other in zip(point, colour, strict=True)), point  # type: ignore[arg-type]
        assert image.info["duration"] == duration


def test_a_moving_png_with_a_still_for_others_moves_without_it(tmp_path: Path) -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green")]
    Image.new("RGB", (20, 20), "white").save(
        out, "PNG", save_all=True, append_images=frames, duration=80, default_image=True
    )
    image, _kept, _kind = _clean(tmp_path, out.getvalue(), "a.png")
    assert image.n_frames == 2 and image.convert("RGB").getpixel((1, 1)) == (255, 0, 0)  # type: ignore[attr-defined]


def test_a_large_picture_is_brought_down(tmp_path: Path, settings) -> None:
    settings.PICTURE_SIDE = 100
    image, _kept, _kind = _clean(tmp_path, made.jpeg(300, 150))
    assert image.size == (100, 50)
    icon, _kept, kind = _clean(tmp_path, made.jpeg(300, 150), box=(64, 64), square=True)
    assert icon.size == (64, 64) and kind == "image/png" and icon.convert("RGBA").getpixel((32, 1))[3] == 0  # type: ignore[index]


REFUSED = {
    "more points than fit": (made.huge_png(60_000, 60_000), "a.png", "trop grande"),
    "a picture cut short": (made.jpeg()[:60], "a.jpg", "ne s’ouvre pas"),
    "a program named as a picture": (made.PROGRAM, "a.png", "programme"),
    "a text named as a picture": (b"bonjour", "a.jpg", "n’en est pas une"),
    "a page named as a picture": (made.HTML, "a.gif", "n’en est pas une"),
    "a drawing with a script named as a picture": (made.SVG, "a.png", "n’en est pas une"),
    "a program": (made.PROGRAM, "devoir.doc", "programme"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_in_words(what: str, tmp_path: Path) -> None:
    body, name, words = REFUSED[what]
    with pytest.raises(Refused, match=words):
        examine(made.written(tmp_path, "came", body), tmp_path / "drawn", name=name)


def _bounds(**given: int) -> dict[str, int]:
    return {"entries": 10, "unpacked": 20 << 20, "ratio": 100, **given}


def test_an_archive_within_bounds_passes(tmp_path: Path) -> None:
    archives.measured(
        made.written(tmp_path, "a.zip", made.zipped({f"{n}": b"x" * 1000 for n in range(10)})), **_bounds()
    )


@pytest.mark.parametrize(
    ("members", "bounds", "why"),
    [
        ({f"{n}": b"" for n in range(11)}, {}, "entries"),
        ({"a": b"\0" * (12 << 20)}, {}, "ratio"),
        ({"a": bytes(range(256)) * 4096, "b": bytes(range(255, -1, -1)) * 4096}, {"unpacked": 1 << 20}, "unpacked"),
    ],
)
def test_an_archive_out_of_bounds_is_refused(members, bounds, why: str, tmp_path: Path) -> None:
    with pytest.raises(archives.OutOfBounds, match=why):
        archives.measured(made.written(tmp_path, "a.zip", made.zipped(members)), **_bounds(**bounds))


def test_an_archive_whose_headers_lie_is_refused(tmp_path: Path) -> None:
    body = bytearray(made.zipped({"a": b"\0" * (12 << 20)}))
    told = (12 << 20).to_bytes(4, "little")
    for _each in range(2):  # in the entry and in the list at the end
        place = body.find(told)
        body[place : place + 4] = (1000).to_bytes(4, "little")
    path = made.written(tmp_path, "a.zip", bytes(body))
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].file_size == 1000
    with pytest.raises(archives.OutOfBounds, match="damaged"):
        archives.measured(path, **_bounds())


def test_what_breaks_the_process_that_looks_breaks_nothing_else(tmp_path: Path, monkeypatch) -> None:
    """A process that takes a gigabyte, or never ends, is one refusal."""
    from preau.files.contents import examining

    hog = tmp_path / "hog.py"
    hog.write_text(
        "from preau.files.contents import looking\nlooking._bounded()\nheld = bytearray(2 << 30)\n"
    )  # fmt: skip
    monkeypatch.setattr(examining, "_COMMAND", (sys.executable, str(hog)))
    with pytest.raises(Refused, match="n’a pas pu être examiné"):
        examine(made.written(tmp_path, "a", b"x"), tmp_path / "b", name="a")
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass\n")
    monkeypatch.setattr(examining, "_COMMAND", (sys.executable, str(endless)))
    monkeypatch.setattr(examining, "_WITHIN", 0.5)
    with pytest.raises(Refused, match="n’a pas pu être examiné"):
        examine(made.written(tmp_path, "a", b"x"), tmp_path / "b", name="a")


def test_the_process_that_looks_knows_no_secret_and_bounds_itself() -> None:
    asked = "import os, json; from preau.files.contents import looking; looking._bounded(); import resource as r; " \
            "print(json.dumps([sorted(k for k in os.environ if k.startswith('PREAU')), r.getrlimit(r.RLIMIT_AS)[0], " \
            "r.getrlimit(r.RLIMIT_CPU)[0]]))"  # fmt: skip
    done = subprocess.run([sys.executable, "-I", "-c", asked], env={}, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [[], 1 << 30, 20]


@pytest.mark.parametrize(("body", "kind"), [(made.PDF, kinds.PDF), (made.png(900, 300), "image/png")])
def test_a_preview_is_a_small_picture(body: bytes, kind: str, tmp_path: Path) -> None:
    found = draw_preview(made.written(tmp_path, "a", body), tmp_path / "p", kind=kind)
    assert found is not None and found.kind == "image/webp" and 0 < found.width <= 640
    with Image.open(found.path) as drawn:
        assert drawn.format == "WEBP"


def test_no_preview_of_what_does_not_open(tmp_path: Path) -> None:
    assert draw_preview(made.written(tmp_path, "a", b"%PDF-1.4 broken"), tmp_path / "p", kind=kinds.PDF) is None


def test_the_answer_of_the_process_is_what_its_function_says(tmp_path: Path) -> None:
    asked = {
        "source": str(made.written(tmp_path, "a", made.png())), "target": str(tmp_path / "b"), "pixels": 1000,
        "box": [10, 10], "square": False, "entries": 1, "unpacked": 1, "ratio": 1,
    }  # fmt: skip
    assert looked_at(asked) == {"kind": "image/png", "width": 10, "height": 10, "drawn": True}


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("../../etc/passwd", kinds.PLAIN, "passwd"),
        ("C:\\Users\\lina\\devoir.docx", OOXML + "wordprocessingml.document", "devoir.docx"),
        ("photo.heic", "image/jpeg", "photo.jpg"),
        ("photo.JPEG", "image/jpeg", "photo.JPEG"),
        ("cours.png", kinds.PDF, "cours.pdf"),
        ("facture\u202egnp.bat", kinds.PLAIN, "facturegnp.bat.txt"),
        ("devoir.js", kinds.PLAIN, "devoir.js.txt"),
        ("devoir.JSE", kinds.UNKNOWN, "devoir.JSE.txt"),
        ("<script>alert(1)</script>.txt", kinds.PLAIN, "script-.txt"),
        ("CON.txt", kinds.PLAIN, "_CON.txt"),
        (" .. ", kinds.PLAIN, "fichier"),
        ("\0\x07\n", kinds.PLAIN, "---"),
        ("e\u0301té.txt", kinds.PLAIN, "été.txt"),
        ("a" * 300 + ".pdf", kinds.PDF, "a" * 116 + ".pdf"),
        ("tableau.csv", kinds.PLAIN, "tableau.csv"),
        ("programme.py", kinds.PLAIN, "programme.py"),
    ],
)
def test_names_are_harmless(name: str, kind: str, expected: str) -> None:
    assert named_as(name, kind) == expected
