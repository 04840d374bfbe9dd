import hashlib
import secrets
import time


class Caller:
    def __init__(self, url, access):
        del url
        self.paas_id = access["paas_id"]
        self.token = access["secret_file"]
        self.services = access

    def headers(self, operation):
        if operation.get("security") == []:
            return {}
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        text = timestamp + self.token + nonce + timestamp
        headers = {
            "x-tif-paasid": self.paas_id,
            "x-tif-timestamp": timestamp,
            "x-tif-nonce": nonce,
            "x-tif-signature": hashlib.sha256(text.encode()).hexdigest(),
        }
        service = self.services.get(f"{operation['x-service']}_service")
        return headers | ({"x-tif-serviceId": service} if service else {})
