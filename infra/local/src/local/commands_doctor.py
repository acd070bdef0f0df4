"""`shopsight doctor`."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

from local.options import DEFAULT_DATA_DIR, AsJson, DataDir, data_folder
from local.talk import REFUSED, CommandError, answer, log_lines_into, say

if TYPE_CHECKING:  # imported by the command when it runs
    from shared.diagnosis import Finding


def doctor(*, as_json: AsJson = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Look the suite over: what is wrong, why, and the command that mends it.

    Takes the plugs of the environment, as the suite does: with those of Google Cloud it looks there. Works while the
    suite runs. Changes nothing. Ends with 1 when something is wrong.
    """
    from local.doctor import Machine, examine  # noqa: PLC0415 - every service, which `--help` does not need
    from shared.serving import utc_now  # noqa: PLC0415 - as above

    folder = data_folder(data_dir)
    findings = []
    with log_lines_into(folder.log):
        for finding in examine(folder, os.environ, Machine(utc_now)):
            findings.append(finding)
            if not as_json:
                _tell(finding)
    ills = sum(not finding.well for finding in findings)
    if as_json:
        answer(json.dumps([asdict(finding) for finding in findings]))
    if ills:
        raise CommandError(f"{ills} of {len(findings)} findings are wrong", code=REFUSED)
    say("All is well.")


def _tell(finding: Finding) -> None:
    answer(f"{'ok   ' if finding.well else 'WRONG'}  {finding.check}: {finding.said}")
    if finding.mend is not None:
        answer(f"       {finding.mend}")
