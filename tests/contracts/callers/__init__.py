"""Who calls a system: one module for each contract, written from its text alone.

A module has a class `Caller`, made with the address and with what the sandbox knows of its caller
(`ACCESS`, keys as in the settings of an instance). `headers(operation)` gives the credentials of a
request; where bodies travel in envelopes, `seal(operation, plain)` and `open(operation, request,
answer)` put them in and take them out.
"""
