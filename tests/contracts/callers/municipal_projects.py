import base64
from urllib.parse import quote_plus

import requests


class Caller:
    def __init__(self, url, access):
        self.url = url
        pair = f"{quote_plus(access['client_id'])}:{quote_plus(access['secret_file'])}"
        self.basic = "Basic " + base64.b64encode(pair.encode()).decode()
        self.token = None

    def headers(self, operation):
        match operation.get("security"):
            case []:
                return {}
            case [{"client": _}]:
                return {"Authorization": self.basic}
        return {"Authorization": f"Bearer {self.token or self.fetch()}"}

    def fetch(self):
        answer = requests.post(
            f"{self.url}/oauth/token",
            headers={"Authorization": self.basic},
            data={"grant_type": "client_credentials"},
            timeout=10,
        )
        self.token = answer.json()["access_token"]
        return self.token
