"""What Schemathesis must know of a contract: how a request is signed and sealed."""

import importlib
import json
import os

import jsonschema_rs
import requests
import schemathesis
from schemathesis.transport.serialization import serialize_json

import contract as contracts

SYSTEM = os.environ["SYSTEM"]
CONTRACT = contracts.load(os.environ["CONTRACT"])
ACCESS = json.loads(os.environ["ACCESS"])
CALLER = importlib.import_module(f"callers.{SYSTEM}").Caller(os.environ["URL"], ACCESS)
SEALED = contracts.is_sealed(CONTRACT) and os.environ.get("OPENED") == "1"
OPERATIONS = {
    (path, method): operation for path, method, operation in contracts.operations(CONTRACT)
}


def operation_of(case):
    return OPERATIONS[case.operation.path, case.operation.method.lower()]


if "FAULT" in os.environ:
    # What fetches a secret is done before, so that the fault meets the requests themselves.
    for operation in OPERATIONS.values():
        CALLER.headers(operation)
    fault = json.loads(os.environ["FAULT"])
    requests.put(f"{os.environ['URL']}/_sandbox/faults", json=fault, timeout=10).raise_for_status()


@schemathesis.auth(refresh_interval=None)
class Credentials:
    def get(self, case, context):
        return CALLER.headers(operation_of(case))

    def set(self, case, data, context):
        case.headers = {**(case.headers or {}), **data}


if SEALED:
    envelope = CONTRACT["components"]["schemas"]["Envelope"]
    ENVELOPE = jsonschema_rs.validator_for(envelope)

    @schemathesis.serializer("application/json")
    def sealed(context, value):
        operation = operation_of(context.case)
        plain = serialize_json(value)
        octets = plain["data"] if "data" in plain else json.dumps(plain["json"]).encode()
        if "x-service" not in operation:
            return octets
        return CALLER.seal(operation, octets)

    @schemathesis.hook
    def after_call(context, case, response):
        """Takes the answer out of its envelope, which must keep the contract too."""
        operation = operation_of(case)
        if case.method.lower() != case.operation.method.lower():
            return
        said = operation["responses"].get(str(response.status_code), {})
        if "x-plain" in said.get("content", {}).get("application/json", {}):
            ENVELOPE.validate(json.loads(response.content))
            response.content = CALLER.open(operation, response.request.body, response.content)
