"""A mock of a contract, made by Prism, until standard input ends.

    python mock.py CONTRACT --prism PROGRAM [--bare]

Prints `ready URL`. Where bodies travel in envelopes, Prism serves what is in them, and a door before
it opens and seals with the keys that the contract gives for its examples; `--bare` leaves the door
out.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests

import contract as contracts
from envelope import example_sides


def prism(program, description):
    """Prism on a free port; the process and its address."""
    child = subprocess.Popen(
        [program, "mock", description, "--port", "0", "--cors", "false"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    for line in child.stdout:
        said.append(line)
        listening = re.search(r"listening on (http://\S+)", line)
        if listening:
            # What it says of each request must go somewhere, or it stops when the pipe is full.
            threading.Thread(target=child.stdout.read, daemon=True).start()
            return child, listening[1]
    sys.exit("prism did not start:\n" + "".join(said))


def door(contract, upstream):
    """Opens what comes in and seals what Prism answers."""
    platform = example_sides()[1]
    operations = {path: item for path, _, item in contracts.operations(contract)}

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            answer = requests.get(upstream + self.path, timeout=30)
            self.answer(answer.status_code, answer.content)

        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            assert asked["service"] == operations[self.path]["x-service"]
            plain = platform.open(asked)
            kind = {"content-type": "application/json"}
            answer = requests.post(upstream + self.path, data=plain, headers=kind, timeout=30)
            sealed = platform.seal(
                asked["appCode"], asked["service"], answer.content, nonce=asked["nonce"]
            )
            self.answer(answer.status_code, json.dumps(sealed).encode())

        def answer(self, status, body):
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def main():
    words = argparse.ArgumentParser()
    words.add_argument("contract", type=Path)
    words.add_argument("--prism", required=True)
    words.add_argument("--bare", action="store_true")
    asked = words.parse_args()
    contract = contracts.load(asked.contract)
    sealed = contracts.is_sealed(contract) and not asked.bare
    with tempfile.TemporaryDirectory() as folder:
        description = asked.contract
        if sealed:
            description = Path(folder) / "plain.json"
            description.write_text(json.dumps(contracts.plain(contract)), encoding="utf-8")
        child, address = prism(asked.prism, description)
        try:
            print("ready", door(contract, address) if sealed else address, flush=True)
            sys.stdin.read()
        finally:
            child.terminate()
            child.wait()


main()
