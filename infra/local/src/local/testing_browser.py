"""For tests: a browser that is steered, over the pipe that Chromium speaks its DevTools protocol on.

No driver and no WebSocket: messages are JSON documents with a zero byte between them.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# Without the last ones a browser on a closed network fails at its own look-ups before it shows the page.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--accept-lang=en-GB",
)
PHONE = (360, 640)
_WAIT_SECONDS = 60.0  # starting a browser takes one; a loaded machine must not fail the test
_LOOK_SECONDS = 0.1  # between two looks whether the page has come so far
_END_SECONDS = 10  # a browser that was told to end does so within one
# Chromium speaks on the file descriptors 3 and 4, whatever numbers the pipes have here.
_ON_3_AND_4 = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for end, number in zip(ends, (3, 4)):
    os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])
"""
_PIECE = 1 << 20  # bytes read at once: a screenshot is some hundred thousand


class Browser:
    """One page of a browser. Open it with `opened_browser`."""

    def __init__(self, process: subprocess.Popen[bytes], to: int, answers: int) -> None:
        self._process = process
        self._to = to
        self._answers = answers
        self._held = b""
        self._number = 0
        self._session: str | None = None
        self._instead: tuple[int, bytes] | None = None

    def start(self, size: tuple[int, int]) -> None:
        """Open an empty page of a size in pixels."""
        page = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        self.resize(size)

    def resize(self, size: tuple[int, int]) -> None:
        """Give the page another size, in pixels."""
        width, height = size
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < height
        )

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - DevTools' own documents
        """One command of the protocol and its answer. Raises AssertionError with the browser's words."""
        self._number += 1
        self._write(self._number, method, parameters)
        while True:
            answer = self._answer()
            if answer.get("method") == "Fetch.requestPaused":
                self._fulfil(answer)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result

    def _write(self, number: int, method: str, parameters: Mapping[str, Any]) -> None:
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")

    def _answer(self) -> dict[str, Any]:
        while b"\0" not in self._held:
            piece = os.read(self._answers, _PIECE)
            if not piece:
                raise AssertionError("the browser has ended")
            self._held += piece
        line, _, self._held = self._held.partition(b"\0")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def visit(self, address: str) -> None:
        """Go to an address."""
        self.send("Page.navigate", url=address)

    def run(self, script: str) -> Any:  # noqa: ANN401 - whatever the script makes
        """What a JavaScript expression comes to, promises too. Raises AssertionError for one that fails."""
        answer = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise AssertionError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait(self, script: str) -> None:
        """Until a JavaScript expression holds. Raises AssertionError with what the page shows instead."""
        deadline = time.monotonic() + _WAIT_SECONDS
        while not self.run(script):
            if time.monotonic() > deadline:
                raise AssertionError(f"{script} does not come true; the page says {self.words()!r}")
            time.sleep(_LOOK_SECONDS)

    def read(self, text: str) -> None:
        """Until the page shows a text."""
        self.wait(f"(document.body?.innerText ?? '').includes({json.dumps(text)})")

    def words(self, selector: str = "body") -> str:
        """What a person reads in an element."""
        return " ".join(str(self.run(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")).split())

    def press(self, words: str) -> None:
        """Press the visible button with these words, once it is there."""
        found = (
            "[...document.querySelectorAll('button')].filter((each) => each.checkVisibility() && !each.disabled)"
            f".find((each) => each.textContent === {json.dumps(words)})"
        )
        self.wait(f"!!{found}")
        self.run(f"{found}.click()")

    def fill(self, selector: str, value: str) -> None:
        """Write into a field."""
        self.run(f"document.querySelector({json.dumps(selector)}).value = {json.dumps(value)}")

    def choose(self, selector: str, files: Sequence[Path]) -> None:
        """Choose files in a file field, once it is there."""
        self.wait(f"!!document.querySelector({json.dumps(selector)})")
        root = self.send("DOM.getDocument")["root"]["nodeId"]
        node = self.send("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.send("DOM.setFileInputFiles", nodeId=node, files=[str(file) for file in files])

    def answer_instead(self, address: str, status: int, problem: Mapping[str, object]) -> None:
        """Answer requests to an address (a pattern with *) with a problem instead of the suite."""
        self._instead = (status, json.dumps({**problem, "status": status}).encode())
        self.send("Fetch.enable", patterns=[{"urlPattern": address}])

    def answer_no_more(self) -> None:
        """Let the suite answer again."""
        self.send("Fetch.disable")

    def _fulfil(self, paused: Mapping[str, Any]) -> None:
        if self._instead is None:
            raise AssertionError(f"nothing is to be answered to {paused}")
        status, body = self._instead
        named = {"requestId": paused["params"]["requestId"], "responseCode": status}
        typed = [{"name": "Content-Type", "value": "application/problem+json"}]
        self._write(
            0, "Fetch.fulfillRequest", {**named, "responseHeaders": typed, "body": base64.b64encode(body).decode()}
        )

    def offline(self, *, broken: bool) -> None:
        """Take the network away, or give it back."""
        self.send("Network.enable")
        self.send(
            "Network.emulateNetworkConditions", offline=broken, latency=0, downloadThroughput=-1, uploadThroughput=-1
        )

    def picture(self, file: Path) -> None:
        """Write what the page looks like into a PNG file."""
        file.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))


@contextmanager
def opened_browser(profile: Path, size: tuple[int, int] = PHONE) -> Iterator[Browser]:
    """A browser with a fresh profile, until the end of the block."""
    if CHROMIUM is None:
        raise AssertionError("there is no browser (Debian: apt-get install chromium)")
    theirs_in, to = os.pipe()
    answers, theirs_out = os.pipe()
    flags = [*FLAGS, "--remote-debugging-pipe", f"--user-data-dir={profile}"]
    process = subprocess.Popen(  # noqa: S603 - the browser
        [sys.executable, "-c", _ON_3_AND_4, str(theirs_in), str(theirs_out), CHROMIUM, *flags],
        pass_fds=(theirs_in, theirs_out),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs_in)
    os.close(theirs_out)
    browser = Browser(process, to, answers)
    try:
        browser.start(size)
        yield browser
    finally:
        os.close(to)  # which ends the browser
        os.close(answers)
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
