"""Holds a running sandbox against its contract with Schemathesis.

    ACCESS='{…}' python fuzz.py CONTRACT URL --examples 10 --seed 1

`ACCESS` is who we are to the sandbox, keys as in the settings of an instance. The faults of the
sandbox are set and taken back.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import requests

import contract as contracts

HERE = Path(__file__).parent
# The answers of a system that is busy or down are documented too.
FAULTS = ({"status": 429, "retry_after": 3}, {"status": 503, "retry_after": 3})
ANSWERS = (
    "status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance"
)


def main():
    words = argparse.ArgumentParser()
    words.add_argument("contract", type=Path)
    words.add_argument("url")
    words.add_argument("--examples", type=int, required=True)
    words.add_argument("--seed", type=int, required=True)
    asked = words.parse_args()
    # How often one may come is another question; that it is said is seen by the faults.
    often = {"requests_per_second": 1_000_000}
    requests.put(f"{asked.url}/_sandbox/settings", json=often, timeout=10).raise_for_status()
    contract = contracts.load(asked.contract)
    sealed = contracts.is_sealed(contract)
    with tempfile.TemporaryDirectory() as folder:
        opened = Path(folder) / "plain.json"
        opened.write_text(json.dumps(contracts.plain(contract)), encoding="utf-8")
        often = ["--max-examples", str(asked.examples), "--continue-on-failure"]
        # Envelopes at random can only be turned away; that they are is what the first run shows.
        aside = ["--exclude-checks", "positive_data_acceptance"] if sealed else []
        runs = [(asked.contract, {}, [*often, *aside])]
        if sealed:
            runs.append((opened, {"OPENED": "1"}, often))
        for fault in FAULTS:
            once = ["--phases", "fuzzing", "--mode", "positive", "--max-examples", "1"]
            runs.append((asked.contract, {"FAULT": json.dumps(fault)}, [*once, "--checks", ANSWERS]))
        return any([run(asked, *each) for each in runs])


def run(asked, description, settings, options):
    """Whether the run found anything."""
    environment = os.environ | settings | {
        "SYSTEM": asked.contract.parent.name,
        "CONTRACT": str(asked.contract),
        "URL": asked.url,
        "PYTHONPATH": str(HERE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SCHEMATHESIS_HOOKS": "hooks",
    }
    command = [Path(sys.executable).with_name("schemathesis"), "--config-file", HERE / "fuzz.toml"]
    command += ["run", description, "--url", asked.url, "--seed", str(asked.seed)]
    command += ["--no-color", "--warnings", "off", *options]
    with tempfile.TemporaryDirectory() as folder:
        found = subprocess.run(command, env=environment, cwd=folder).returncode != 0
    if "FAULT" in settings:
        requests.put(f"{asked.url}/_sandbox/faults", json={}, timeout=10).raise_for_status()
    return found


sys.exit(main())
