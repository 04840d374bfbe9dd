import base64
import hashlib
import hmac
import time

import requests


class Caller:
    def __init__(self, url, access):
        self.url = url
        self.requester = access["requester_id"]
        self.app_key = access["secret_file"]
        self.secret, self.ends = None, 0

    def headers(self, operation):
        if operation.get("security") == []:
            return {}
        service = operation["x-service"]
        key = self.app_key if service == "auth.secret" else self.working_secret()
        return self.signed(service, key)

    def working_secret(self):
        if self.ends <= now_ms():
            headers = self.signed("auth.secret", self.app_key)
            answer = requests.post(f"{self.url}/auth/secret", headers=headers, timeout=10)
            data = answer.json()["data"]
            self.secret, self.ends = data["secret"], data["secretEndTime"]
        return self.secret

    def signed(self, service, key):
        rtime = str(now_ms())
        text = (service + self.requester + rtime).encode()
        mac = hmac.new(key.encode(), text, hashlib.sha256).digest()
        sign = base64.b64encode(mac).decode()
        return {"rid": self.requester, "sid": service, "rtime": rtime, "sign": sign}


def now_ms():
    return time.time_ns() // 1_000_000
