"""Peers as processes of their own: started, waited for, stopped by their id."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from typing import Any


@contextlib.contextmanager
def running(command: Sequence[str], address: str, seconds: float = 60.0) -> Iterator[None]:
    """Run a peer until the block ends; it is there when anything answers at `address`."""
    environment = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1", "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(
        [sys.executable, *command], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )  # fmt: skip
    try:
        end = time.monotonic() + seconds
        while True:
            try:
                urllib.request.urlopen(address, timeout=2).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    process.kill()
                    said = process.stderr.read().decode()[-2000:] if process.stderr else ""
                    raise RuntimeError(f"the peer did not start:\n{said}") from None
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        if process.stderr:
            process.stderr.close()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        """A redirection is an answer: the browser's side follows it."""


def visit(address: str, form: bytes | None = None) -> tuple[int, str, str]:
    """What a browser meets at a peer: status, where it is sent, page."""
    opener = urllib.request.build_opener(_Stay())
    try:
        with opener.open(address, data=form, timeout=20) as answer:
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get("Location", ""), error.read().decode()
