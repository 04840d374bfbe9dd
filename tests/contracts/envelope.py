"""The envelope of the asset cloud, written from the text of its contract."""

import base64
import os
import time

from gmssl import sm2, sm4

SIGNED = ("appCode", "encData", "encType", "nonce", "service", "signType", "timestamp", "version")
SKEW_MS = 5 * 60 * 1000


def public_key(private_key):
    curve = sm2.CryptSM2(private_key=private_key, public_key="")
    return curve._kg(int(private_key, 16), curve.ecc_table["g"])


class Side:
    """One side of the talk: our private key, the other's public key, the shared cipher key."""

    def __init__(self, private_key, peer_public_key, cipher_key):
        peer = peer_public_key[2:] if len(peer_public_key) == 130 else peer_public_key
        self.own = sm2.CryptSM2(private_key=private_key, public_key=public_key(private_key))
        self.peer = sm2.CryptSM2(private_key="", public_key=peer)
        self.cipher_key = bytes.fromhex(cipher_key)

    def seal(self, app_code, service, plain, nonce=None, timestamp=None, iv=None):
        iv = iv or os.urandom(16)
        cipher = sm4.CryptSM4()
        cipher.set_key(self.cipher_key, sm4.SM4_ENCRYPT)
        envelope = {
            "appCode": app_code,
            "version": "1",
            "service": service,
            "timestamp": timestamp or str(time.time_ns() // 1_000_000),
            "nonce": nonce or os.urandom(16).hex(),
            "encType": "SM4",
            "signType": "SM2",
            "encData": encode(iv + cipher.crypt_cbc(iv, plain)),
        }
        signature = self.own.sign_with_sm3(signed_text(envelope))
        return envelope | {"signData": encode(bytes.fromhex(signature))}

    def open(self, envelope, now_ms=None):
        """The plain text; an assertion says why the other side is not to be believed."""
        assert (envelope["version"], envelope["encType"], envelope["signType"]) == ("1", "SM4", "SM2")
        now_ms = now_ms or time.time_ns() // 1_000_000
        assert abs(now_ms - int(envelope["timestamp"])) <= SKEW_MS, "timestamp is off"
        signature = base64.b64decode(envelope["signData"], validate=True).hex()
        assert self.peer.verify_with_sm3(signature, signed_text(envelope)), "signData does not fit"
        sealed = base64.b64decode(envelope["encData"], validate=True)
        cipher = sm4.CryptSM4()
        cipher.set_key(self.cipher_key, sm4.SM4_DECRYPT)
        return bytes(cipher.crypt_cbc(sealed[:16], sealed[16:]))


def signed_text(envelope):
    return "&".join(f"{name}={envelope[name]}" for name in SIGNED).encode()


def encode(octets):
    return base64.b64encode(octets).decode()


def example_sides():
    """Caller and platform with the keys that the contract gives for its examples."""
    caller, platform = "1" * 64, "2" * 64
    cipher_key = "0123456789abcdeffedcba9876543210"
    return (
        Side(caller, public_key(platform), cipher_key),
        Side(platform, public_key(caller), cipher_key),
    )
