"""Judges and makes writers' signatures without any code of the program.

Usage: check_signatures.py EXPORT VERIFIER_KEY...
       check_signatures.py --sign PRIVATE_KEY < EVENTS

EXPORT is the JSON lines of `impact export events`. Prints a line an event with a signature: its position and `good`, `false` or
`unknown`. With --sign, prints each event of standard input, a whole CloudEvent a line, with a signature by the key.
"""
import base64
import json
import sys

from check_proofs import canonical, sha256
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LEDGERS_OWN = ("recordedtime", "sequence", "streamversion", "signature")


def signed_bytes(event):
    return canonical({name: value for name, value in event.items() if name not in LEDGERS_OWN}).encode()


def key_parts(text):
    name, key_hash, key = text.split("+", 2)
    key = base64.b64decode(key, validate=True)
    assert key[0] == 1 and len(key) == 33, "no Ed25519 key"
    return name, key_hash, key[1:]


def judge(export, *vkeys):
    keys = {}
    for vkey in vkeys:
        name, key_hash, key = key_parts(vkey)
        assert sha256(name.encode() + b"\n\x01" + key)[:4].hex() == key_hash, "the key's hash is wrong"
        keys[key_hash] = Ed25519PublicKey.from_public_bytes(key)
    with open(export, "rb") as lines:
        for line in lines:
            event = json.loads(line)
            if "signature" not in event:
                continue
            scheme, key_hash, signature = event["signature"].split(":")
            assert scheme == "ed25519"
            word = "unknown"
            if key_hash in keys:
                try:
                    keys[key_hash].verify(base64.b64decode(signature, validate=True), signed_bytes(event))
                    word = "good"
                except InvalidSignature:
                    word = "false"
            print(int(event["sequence"]), word)


def sign(private_key):
    _, key_hash, seed = key_parts(private_key.removeprefix("PRIVATE+KEY+"))
    key = Ed25519PrivateKey.from_private_bytes(seed)
    for line in sys.stdin:
        event = json.loads(line)
        signature = base64.b64encode(key.sign(signed_bytes(event))).decode()
        event["signature"] = f"ed25519:{key_hash}:{signature}"
        print(json.dumps(event))


if __name__ == "__main__":
    if sys.argv[1] == "--sign":
        sign(sys.argv[2])
    else:
        judge(*sys.argv[1:])
