"""Settings from the environment: one table, typed, that fails loudly and writes its own documentation."""

import datetime as dt
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


class BadSetting(ValueError):
    """A variable of the environment has a value that cannot be read; the message names it."""


def _boolean(text: str) -> bool:
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
        "": False,
    }
    try:
        return words[text.strip().lower()]
    except KeyError:
        raise ValueError("expected one of 1, 0, true, false, yes, no, on, off") from None


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _moment(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


READERS: Mapping[str, Callable[[str], Any]] = {
    "text": str,
    "secret": str,
    "integer": int,
    "number": float,
    "boolean": _boolean,
    "list": _words,
    "moment": _moment,
}


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: name, kind (a key of READERS), default as it would be typed, and what it means."""

    name: str
    kind: str
    default: str
    meaning: str

    def read(self, environ: Mapping[str, str]) -> Any:
        """The typed value; raises BadSetting naming the variable."""
        raw = environ.get(self.name, self.default)
        try:
            return READERS[self.kind](raw)
        except ValueError as error:
            shown = "(secret)" if self.kind == "secret" else repr(raw)
            raise BadSetting(f"{self.name}={shown}: {error}") from None


VARIABLES = (
    Variable(
        "PREAU_DATA_DIR",
        "text",
        "var",
        "Folder of the embedded database, files, import staging and secrets made at first start.",
    ),
    Variable(
        "DATABASE_URL",
        "secret",
        "",
        "postgresql://user:password@host:port/name. Empty: the embedded SQLite database.",
    ),
    Variable(
        "REDIS_URL",
        "secret",
        "",
        "redis://host:port/0. Optional: cache, live events, limits of the API; its loss costs speed only. Without it, "
        "limits hold per machine.",
    ),
    Variable(
        "PREAU_SECRET_KEY",
        "secret",
        "",
        "At least 50 random characters. Empty: one is made and kept in the data folder.",
    ),
    Variable("PREAU_DEBUG", "boolean", "0", "Never on a server that people reach."),
    Variable(
        "PREAU_DEMO",
        "boolean",
        "0",
        "Demonstration: sign-in page lists accounts to click. Refused by check --deploy.",
    ),
    Variable("PREAU_DEMO_NOW", "moment", "", "ISO date and time at which the demonstration's clock starts."),
    Variable("PREAU_ALLOWED_HOSTS", "list", "127.0.0.1,localhost,[::1]", "Host names that pages answer to."),
    Variable(
        "PREAU_PUBLIC_URL",
        "text",
        "",
        "Address people type, with https:// in production. Empty: http://127.0.0.1:PORT.",
    ),
    Variable(
        "PREAU_STREAMS_URL",
        "text",
        "",
        "Address of the streams process as browsers see it. Empty: same host, PORT+1.",
    ),
    Variable("PORT", "integer", "8000", "Port of the pages; streams listen on the next one."),
    Variable("PREAU_BIND", "text", "127.0.0.1", "Address the servers listen on."),
    Variable("PREAU_WORKERS", "integer", "1", "Processes that make pages; as many as cores on a server."),
    Variable("PREAU_THREADS", "integer", "2", "Threads that make pages in each process."),
    Variable(
        "PREAU_COMPILED_DIR",
        "text",
        "",
        "Folder where compiled templates are kept: each process that makes pages then starts with ten seconds of work "
        "less. Whoever writes there runs code as Préau. Empty: each compiles its own.",
    ),
    Variable(
        "PREAU_HASHES_AT_ONCE",
        "integer",
        "0",
        "Password verifications at a time in each process. 0: half the cores.",
    ),
    Variable(
        "PREAU_MAIL_URL",
        "secret",
        "",
        "smtp://user:password@host:587 (STARTTLS; `?tls=no` for a server on the same machine), smtps://…:465, "
        "file:///folder or console:. Empty: no mail leaves (a demonstration writes it to its data folder).",
    ),
    Variable(
        "PREAU_SSO_DIR",
        "text",
        "",
        "Folder of the sources of identity (ÉduConnect, academies' desks), see federation.md. Empty: none.",
    ),
    Variable("PREAU_MAIL_FROM", "text", "", "Sender of every mail: Préau <ne-pas-repondre@ent.example>."),
    Variable(
        "PREAU_ACCESSIBILITY_CONTACT",
        "text",
        "",
        "Name of the operator's person whom the accessibility form reaches, for who is not signed in and where a "
        "collectivity names nobody.",
    ),
    Variable("PREAU_ACCESSIBILITY_EMAIL", "text", "", "That person's mailbox, which receives what the form tells."),
    Variable(
        "PREAU_SMS_URL",
        "secret",
        "",
        "file:///folder or console:. Empty: no short message leaves (a demonstration writes it to its data folder).",
    ),
    Variable(
        "PREAU_PUSH_KEY",
        "secret",
        "",
        "Private key that signs what is sent to people's devices, made by `preau push_key`. Empty: none is sent. "
        "Another key ends all subscriptions.",
    ),
    Variable(
        "PREAU_PUSH_HOSTS",
        "list",
        "fcm.googleapis.com,*.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com",
        "Services of push that devices may be told through: those of browsers' makers. Nothing is sent to others.",
    ),
    Variable(
        "PREAU_BOUNCES_URL",
        "secret",
        "",
        "Mailbox where delivery reports come back: imaps://user:password@host/folder, imap://… for a server on the "
        "same machine, or maildir:///folder. Empty: refusals are known only when the mail server says them at once.",
    ),
    Variable(
        "PREAU_TRUSTED_PROXIES",
        "list",
        "",
        "Addresses or blocks of proxies whose X-Forwarded-For is believed, beside those of this machine.",
    ),
    Variable(
        "PREAU_SCHOOL_ADDRESSES",
        "list",
        "",
        "Public addresses or blocks of schools, from which many people sign in; others are recognised by use.",
    ),
    Variable(
        "PREAU_SESSION_OWN_DAYS",
        "integer",
        "30",
        "Days a family or a pupil stays signed in on a device of their own, counted again from each visit.",
    ),
    Variable("PREAU_SESSION_STAFF_HOURS", "integer", "12", "Hours after which staff sign in again, whatever they do."),
    Variable("PREAU_SESSION_STAFF_IDLE", "integer", "60", "Minutes without a page after which staff sign in again."),
    Variable(
        "PREAU_SESSION_SHARED_IDLE",
        "integer",
        "20",
        "Minutes without a page after which anyone signs in again on a shared computer.",
    ),
    Variable("PREAU_SESSION_SEEN", "integer", "10", "Minutes between two writes of when a session was last seen."),
    Variable(
        "PREAU_COMPROMISED_PASSWORDS",
        "text",
        "",
        "File of SHA-1 digests of passwords found in breaches, in order, one on each line: they are refused.",
    ),
    Variable("PREAU_STEP_UP_MINUTES", "integer", "5", "Minutes that a second factor asked at an act holds."),
    Variable("PREAU_TRUST_DAYS", "integer", "30", "Days a trusted device signs in without its second factor."),
    Variable(
        "PREAU_METRICS_TOKEN",
        "secret",
        "",
        "Bearer token that opens /metrics to a collector. Empty: loopback only.",
    ),
    Variable("PREAU_BACKUP_KEY", "secret", "", "Encrypts backups. Keep it apart from them."),
    Variable("PREAU_LOG_DAYS", "integer", "365", "Days that logs are kept (CNIL 2021: 6 months to 1 year)."),
    Variable("PREAU_LOG_FILE", "text", "", "File of the JSON log. Empty: standard error only."),
    Variable("PREAU_IMPORT_PROCESSES", "integer", "0", "Processes of an import. 0: as many as cores."),
    Variable(
        "PREAU_IMPORT_UNPACKED_MAX",
        "integer",
        "21474836480",
        "Bytes an import archive may unpack to (20 GB).",
    ),
    Variable(
        "PREAU_TIMETABLE_DIR",
        "text",
        "",
        "Folder watched for timetables: one folder for each school, named by its UAI. Empty: imports/timetables-in of "
        "the data folder.",
    ),
    Variable("PREAU_IMPORT_VALUE_MAX", "integer", "65536", "Bytes of one value in an import file (64 KB)."),
    Variable(
        "PREAU_LEAVER_DAYS",
        "integer",
        "89",
        "Days after leaving when account and personal data go. At most 89, the shortest three months of a year "
        "(ENT order of 30 November 2006).",
    ),
    Variable(
        "PREAU_EXPORT_DAYS",
        "integer",
        "7",
        "Days that a person's copy of their own data waits for them, 30 at most (GDPR article 5).",
    ),
    Variable(
        "PREAU_CORRECTION_DAYS",
        "integer",
        "365",
        "Days that an answered request for correction is kept, to show that it was answered (GDPR articles 5(2), 16).",
    ),
    Variable(
        "PREAU_FILES_URL",
        "secret",
        "",
        "Where stored files lie: s3://key:secret@host/bucket/prefix?region=… (`&tls=no` for a server on the same "
        "machine). Empty: the data folder. See files.md.",
    ),
    Variable(
        "PREAU_FILES_TIMEOUT",
        "integer",
        "10",
        "Seconds that one request to the store of objects, or to the antivirus, may take.",
    ),
    Variable(
        "PREAU_FILES_SERVED",
        "text",
        "streams",
        "Who sends files that a page allowed: streams, nginx (X-Accel-Redirect) or sendfile (X-Sendfile).",
    ),
    Variable(
        "PREAU_FILES_CLAMD",
        "text",
        "",
        "clamd, which looks for viruses in files: host:port, or unix:/path. Empty: none does.",
    ),
    Variable(
        "PREAU_FILES_UNSCANNED",
        "text",
        "wait",
        "Files that clamd has not looked at yet, while it does not answer say: wait, or serve.",
    ),
    Variable(
        "PREAU_FILES_GRACE_HOURS",
        "integer",
        "72",
        "Hours that content which no file uses any more is kept; never less than twice PREAU_UPLOAD_HOURS.",
    ),
    Variable("PREAU_UNDO_SECONDS", "integer", "10", "Seconds in which a message that was sent may be taken back."),
    Variable("PREAU_HOLD_READERS", "integer", "500", "People beyond whom a message waits until its sender confirms."),
    Variable("PREAU_HOLD_BURST", "integer", "20", "Messages in ten minutes beyond which the next wait for that too."),
    Variable("PREAU_HOLD_DEVICE_HOURS", "integer", "24", "Hours in which what leaves a new device waits for that too."),
    Variable("PREAU_HOLD_NIGHT", "boolean", "1", "A message to many people waits for that too between 23:00 and 5:00."),
    Variable(
        "PREAU_HOLD_FIRST_FILE", "boolean", "1", "The first attachment ever sent by an account waits for that too."
    ),
    Variable("PREAU_UPLOAD_HOURS", "integer", "24", "Hours in which an upload that was cut may be taken up again."),
    Variable("PREAU_ATTACHMENT_BYTES", "integer", "26214400", "Bytes of one file attached to a message (25 MB)."),
    Variable("PREAU_ATTACHMENTS_MOST", "integer", "10", "Files attached to one message."),
    Variable("PREAU_HAND_IN_BYTES", "integer", "104857600", "Bytes of one file handed in (100 MB)."),
    Variable("PREAU_PDF_PAGES", "integer", "500", "Pages of a PDF that is handed in."),
    Variable("PREAU_DOCUMENT_BYTES", "integer", "524288000", "Bytes of one document (500 MB)."),
    Variable("PREAU_QUOTA_FAMILY", "integer", "2147483648", "Bytes that a pupil, or a guardian, may keep (2 GB)."),
    Variable("PREAU_QUOTA_STAFF", "integer", "10737418240", "Bytes that a member of staff may keep (10 GB)."),
    Variable("PREAU_QUOTA_SCHOOL", "integer", "214748364800", "Bytes that all people of a school may keep (200 GB)."),
    Variable("PREAU_PICTURE_PIXELS", "integer", "50000000", "Pixels of a picture (50 megapixels)."),
    Variable("PREAU_PICTURE_SIDE", "integer", "2560", "Pixels to which the longer side of a picture is brought down."),
    Variable("PREAU_ARCHIVE_ENTRIES", "integer", "10000", "Entries of an archive that is stored."),
    Variable("PREAU_ARCHIVE_UNPACKED", "integer", "2147483648", "Bytes that such an archive unpacks to (2 GB)."),
    Variable("PREAU_ARCHIVE_RATIO", "integer", "100", "How many times its size such an archive unpacks to."),
)


def read_all(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Every variable, typed, by name."""
    source = os.environ if environ is None else environ
    return {variable.name: variable.read(source) for variable in VARIABLES}


def as_table() -> str:
    """The Markdown table of docs/operations/settings.md."""
    lines = ["| Variable | Kind | Default | Meaning |", "|---|---|---|---|"]
    lines += [
        f"| `{v.name}` | {v.kind} | {'`' + v.default + '`' if v.default else '–'} | {v.meaning} |" for v in VARIABLES
    ]
    return "\n".join(lines) + "\n"
