"""What the console attaches files to: the logo of a collectivity, which anyone sees."""

from django.utils.translation import gettext_lazy as _

from preau.files.public import Attachable, Reading

LOGO = "console.logo"
ATTACHABLES = (
    Attachable(
        LOGO, _("logo d’une collectivité"), may_read=lambda hat, file: Reading.OPEN, largest=lambda: 5 << 20,
        most=lambda: 4, counts=False, contents=frozenset({"image/png", "image/jpeg", "image/webp"}), public=True,
    ),
)  # fmt: skip
