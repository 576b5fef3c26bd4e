"""Contents for tests, made here: nothing is copied from anywhere."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

from PIL import Image

PARIS = {1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 3.0)}
"""Where a picture was taken, as telephones write it."""


def jpeg(
    width: int = 64, height: int = 48, *, turned: bool = False, behind: bytes = b"", colour: str = "teal"
) -> bytes:
    """A photograph with a place, a device, and maybe something behind its end."""
    image = Image.new("RGB", (width, height), colour)
    exif = Image.Exif()
    exif[0x010F] = "Telephone of Lina"
    if turned:
        exif[0x0112] = 6
    exif.get_ifd(0x8825).update(PARIS)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"secret words")
    return out.getvalue() + behind


def png(width: int = 16, height: int = 16, *, see_through: bool = False) -> bytes:
    """A small drawing."""
    out = io.BytesIO()
    Image.new("RGBA" if see_through else "RGB", (width, height), (200, 30, 30)).save(out, "PNG")
    return out.getvalue()


def picture(form: str, width: int = 32, height: int = 24) -> bytes:
    """A picture in any form that Pillow writes."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(out, form)
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A PNG that says it has so many points, and has few bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def zipped(members: dict[str, bytes]) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return out.getvalue()


def docx() -> bytes:
    """What a text processor writes, as far as its kind goes."""
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})


def odt() -> bytes:
    """The same of another one."""
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office/>"})


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
PROGRAM = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + b"\0" * 200
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>parent.document.title='ran'</script></svg>"
HTML = b"<!doctype html><script>document.title='ran'</script><p>Bonjour"


def written(folder: Path, name: str, body: bytes) -> Path:
    """The content in a file."""
    path = folder / name
    path.write_bytes(body)
    return path
