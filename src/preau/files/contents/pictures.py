"""Pictures drawn anew: turned as they were taken, brought down, and without anything but their points.

Nothing of the file that came is kept: no place where it was taken, no name of a device, no thumbnail of before a cut,
no bytes behind its end.
"""

import io
from pathlib import Path
from typing import Any

import pi_heif
from PIL import Image, ImageCms, ImageOps, ImageSequence

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF", "BMP", "TIFF")
_MOVING: dict[str | None, dict[str, Any]] = {
    "GIF": {"disposal": 2}, "WEBP": {"quality": 85, "method": 2}, "PNG": {"disposal": 0, "blend": 0},
}  # fmt: skip
"""Forms that move in every browser, and how each is written: every frame whole, over nothing of the one before."""
_QUALITY = 85
_MOST_FRAMES = 500
_PREVIEW = 640

Image.MAX_IMAGE_PIXELS = None  # bounds are asked below, before any point is read
pi_heif.register_heif_opener(thumbnails=False)


class Unreadable(ValueError):
    """The picture is refused; the message is why: "pixels" or "unreadable"."""


def _opened(path: Path, most: int) -> Image.Image:
    try:
        image = Image.open(path, formats=FORMATS)
        frames = getattr(image, "n_frames", 1)
    except Exception:
        raise Unreadable("unreadable") from None
    if image.width * image.height > most or frames > _MOST_FRAMES or image.width * image.height * frames > 4 * most:
        raise Unreadable("pixels")
    return image


def clean(source: Path, target: Path, *, pixels: int, box: tuple[int, int], square: bool = False) -> dict[str, Any]:
    """Write the picture of `source` at `target`, within `box`; its kind and size.

    `square`: on a transparent square of that side, as an icon stands. Raises Unreadable.
    """
    image = _opened(source, pixels)
    try:
        if image.format in _MOVING and getattr(image, "n_frames", 1) > 1 and not square:
            return _moving(image, target, box)
        image.draft("RGB", box)  # JPEG alone: points that would be thrown away are not read
        still = _plain(_turned(image))
    except Unreadable:
        raise
    except Exception:
        raise Unreadable("unreadable") from None
    still.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if square:
        still = ImageOps.pad(still.convert("RGBA"), box, color=(0, 0, 0, 0))
    kind = "image/png" if "A" in still.mode or image.format in ("PNG", "GIF", "BMP") else "image/jpeg"
    if image.format == "WEBP":
        kind = "image/webp"
    _saved(still, target, kind)
    return {"kind": kind, "width": still.width, "height": still.height}


def _turned(image: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(image) or image
    profile = image.info.get("icc_profile")
    if profile and turned.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            ours = ImageCms.createProfile("sRGB")
            mode = "RGBA" if turned.mode == "RGBA" else "RGB"
            turned = ImageCms.profileToProfile(turned, source, ours, outputMode=mode) or turned
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that cannot be read: the points are taken as they are
    return turned


def _plain(image: Image.Image) -> Image.Image:
    """Points alone, in a mode that every browser draws."""
    if image.mode.startswith("I;16"):  # shades of grey told finely, as scanners do: Pillow would cut them off at 255
        image = image.convert("I").point(lambda shade: shade / 256).convert("L")
    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    plain = image.convert("RGBA" if see_through else "L" if image.mode in ("1", "L") else "RGB")
    plain.info = {}
    return plain


def _saved(image: Image.Image, target: Path, kind: str) -> None:
    if kind == "image/jpeg":
        image.convert("L" if image.mode == "L" else "RGB").save(
            target, "JPEG", quality=_QUALITY, optimize=True, progressive=True
        )
    elif kind == "image/webp":
        image.save(target, "WEBP", quality=_QUALITY, method=4)
    else:
        image.save(target, "PNG", optimize=True)


def _moving(image: Image.Image, target: Path, box: tuple[int, int]) -> dict[str, Any]:
    form, frames, times = str(image.format), [], []
    for number, frame in enumerate(ImageSequence.Iterator(image)):
        if number == 0 and image.info.get("default_image"):  # of a PNG: what stands still where nothing moves
            continue
        still = _plain(_turned(frame))
        times.append(int(frame.info.get("duration", 100)))  # WebP tells it once the frame is read
        still.thumbnail(box)
        frames.append(still)
    first, *others = frames
    first.save(target, form, save_all=True, append_images=others, duration=times, loop=0, **_MOVING[form])
    return {"kind": f"image/{form.lower()}", "width": first.width, "height": first.height}


def preview(source: Path, target: Path, *, pixels: int) -> dict[str, Any]:
    """Write a small picture of a picture that we drew."""
    still = _plain(_turned(_opened(source, pixels)))
    return _small(still, target)


def preview_of_pdf(source: Path, target: Path) -> dict[str, Any]:
    """Write a small picture of the first page. Raises Unreadable."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source)
        page = document[0]
        width, height = page.get_size()
        still = page.render(scale=min(2.0, _PREVIEW / max(width, height, 1.0)), may_draw_forms=False).to_pil()
    except Exception:
        raise Unreadable("unreadable") from None
    return _small(still.convert("RGB"), target)


def _small(still: Image.Image, target: Path) -> dict[str, Any]:
    still.thumbnail((_PREVIEW, _PREVIEW), Image.Resampling.LANCZOS, reducing_gap=2.0)
    _saved(still, target, "image/webp")
    return {"kind": "image/webp", "width": still.width, "height": still.height}
