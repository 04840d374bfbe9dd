"""A contract as the tools read it."""

import copy
from pathlib import Path

import yaml

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")


def load(path):
    """The contract as it is written."""
    return yaml.safe_load(Path(path).read_text(encoding="utf-8"))


def operations(contract):
    """Path, method and definition of every operation."""
    for path, item in contract["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def is_sealed(contract):
    """Whether bodies travel in envelopes."""
    return any(
        "x-plain" in media
        for _, _, operation in operations(contract)
        for media in operation.get("requestBody", {}).get("content", {}).values()
    )


def plain(contract):
    """The same contract with what is in the envelopes in place of the envelopes."""
    opened = copy.deepcopy(contract)
    for _, _, operation in operations(opened):
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for body in bodies:
            content = body.get("content", {})
            for kind, media in content.items():
                if "x-plain" in media:
                    content[kind] = media["x-plain"]
    return opened
