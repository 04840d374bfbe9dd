"""Whether contracts are OpenAPI, and whether their examples are what they say.

    python validate.py CONTRACT …
"""

import json
import sys

import jsonschema_rs
from openapi_spec_validator import validate

import contract as contracts
from envelope import example_sides

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Examples:
    def __init__(self, contract):
        self.contract = contract
        self.problems = []
        self.seen = 0

    def look(self):
        for path, method, operation in contracts.operations(self.contract):
            place = f"{method} {path}"
            if "operationId" not in operation:
                self.problems.append(f"{place} has no operationId")
            self.body(place, operation.get("requestBody", {}))
            for status, response in operation["responses"].items():
                if "$ref" not in response:
                    self.body(f"{place} {status}", response, needed=True)
        for name, response in self.contract["components"].get("responses", {}).items():
            self.body(f"response {name}", response, needed=True)

    def body(self, place, body, needed=False):
        content = body.get("content", {})
        if needed and not content:
            self.problems.append(f"{place} says nothing of its body")
        for media in content.values():
            opened = media.get("x-plain", media)
            if "example" not in opened:
                self.problems.append(f"{place} has no example")
                continue
            self.holds(place, opened["schema"], opened["example"])
            if "x-plain" in media and "example" in media:
                self.holds(place, media["schema"], media["example"])
                self.opens(place, media["example"], opened["example"])

    def holds(self, place, schema, example):
        self.seen += 1
        whole = {"$schema": DIALECT, **schema, "components": self.contract["components"]}
        validator = jsonschema_rs.validator_for(whole, validate_formats=True)
        for error in validator.iter_errors(example):
            where = "/".join(str(part) for part in error.instance_path)
            self.problems.append(f"{place}, example, /{where}: {error.message}")

    def opens(self, place, envelope, plain):
        """A sealed example is signed by one of the two sides and holds the plain one."""
        caller, platform = example_sides()
        reader = platform if plain == {} else caller
        try:
            text = reader.open(envelope, now_ms=int(envelope["timestamp"]))
        except AssertionError as refused:
            self.problems.append(f"{place}, sealed example: {refused}")
            return
        if json.loads(text) != plain:
            self.problems.append(f"{place}: the sealed example does not hold the plain one")


def main(paths):
    failed = False
    for path in paths:
        contract = contracts.load(path)
        validate(contract)
        if contracts.is_sealed(contract):
            validate(contracts.plain(contract))
        examples = Examples(contract)
        examples.look()
        for problem in examples.problems:
            print(f"{path}: {problem}")
        print(f"{path}: {examples.seen} examples")
        failed |= bool(examples.problems)
    return failed


sys.exit(main(sys.argv[1:]))
