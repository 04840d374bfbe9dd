import json

from envelope import Side


class Caller:
    def __init__(self, url, access):
        del url
        self.app_code = access["app_code"]
        self.side = Side(
            access["secret_file"], access["platform_public_key"], access["cipher_key_file"]
        )

    def headers(self, operation):
        del operation
        return {}

    def seal(self, operation, plain):
        return json.dumps(self.side.seal(self.app_code, operation["x-service"], plain)).encode()

    def open(self, operation, request, answer):
        """The plain text of an answer, which must belong to the request."""
        request, answer = json.loads(request), json.loads(answer)
        for field in ("appCode", "service", "nonce"):
            assert answer[field] == request[field], f"the answer does not repeat {field}"
        assert answer["service"] == operation["x-service"]
        return self.side.open(answer)
