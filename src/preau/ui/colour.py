"""Colours as numbers: sRGB, OKLCH lightness, WCAG contrast.

OKLab and OKLCH: Björn Ottosson, "A perceptual color space for image processing" (2020). Contrast: WCAG 2.2, §1.4.3.
"""

import functools
import math

Rgb = tuple[float, float, float]  # sRGB, each from 0 to 1


def parse(text: str) -> Rgb:
    """`#0a5aa8` as three numbers from 0 to 1; raises ValueError."""
    digits = text.strip().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) != 6:
        raise ValueError(f"not a colour: {text!r}")
    return (int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255)


def as_hex(rgb: Rgb) -> str:
    """Three numbers as `#0a5aa8`."""
    return "#" + "".join(f"{round(min(1.0, max(0.0, value)) * 255):02x}" for value in rgb)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def luminance(rgb: Rgb) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (_linear(value) for value in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@functools.lru_cache(maxsize=4096)
def contrast(one: str, other: str) -> float:
    """Contrast of two colours written as hex, from 1 to 21."""
    lights = sorted((luminance(parse(one)), luminance(parse(other))))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def to_oklch(rgb: Rgb) -> tuple[float, float, float]:
    """Lightness (0 to 1), chroma, hue in radians."""
    red, green, blue = (_linear(value) for value in rgb)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    """The sRGB colour of this lightness and hue; chroma is lowered until a screen can show it."""
    low, high = 0.0, chroma
    linear = _from_oklch(lightness, chroma, hue)
    if not _shown(linear):
        for _ in range(24):
            middle = (low + high) / 2
            if _shown(_from_oklch(lightness, middle, hue)):
                low = middle
            else:
                high = middle
        linear = _from_oklch(lightness, low, hue)
    red, green, blue = (_gamma(min(1.0, max(0.0, value))) for value in linear)
    return (red, green, blue)


def _shown(linear: Rgb) -> bool:
    return all(-0.0005 <= value <= 1.0005 for value in linear)
