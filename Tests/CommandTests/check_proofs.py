"""Checks an export, its checkpoint and proofs without any code of the program.

Usage: check_proofs.py EXPORT NOTE VERIFIER_KEY PROOF...

EXPORT is the JSON lines of `impact export events`, NOTE a signed checkpoint, PROOF a file of `impact prove`. Follows RFC 6962
(sections 2.1.1 and 2.1.2 by their recursion over the leaves, and the folding of RFC 9162, section 2.1.3.2 and 2.1.4.2), RFC 8785
and C2SP's signed notes. Prints what was checked; exits 1 at the first thing that does not hold.
"""
import base64
import hashlib
import json
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha256(data):
    return hashlib.sha256(data).digest()


def canonical(value):
    """RFC 8785, for what events hold: no fractions among the numbers."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
        return "{" + ",".join(canonical(name) + ":" + canonical(member) for name, member in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float):
        raise ValueError(f"{value} is a fraction")
    return json.dumps(value, ensure_ascii=False)


def split(count):
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def root(leaves):
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return sha256(b"\x01" + root(leaves[:k]) + root(leaves[k:]))


def root_from_inclusion(index, size, leaf, path):
    """RFC 9162, section 2.1.3.2."""
    fn, sn, r = index, size - 1, leaf
    for p in path:
        assert sn != 0, "the path is too long"
        if fn & 1 or fn == sn:
            r = sha256(b"\x01" + p + r)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = sha256(b"\x01" + r + p)
        fn, sn = fn >> 1, sn >> 1
    assert sn == 0, "the path is too short"
    return r


def roots_from_consistency(first, second, first_root, path):
    """RFC 9162, section 2.1.4.2."""
    if first == second:
        assert not path
        return first_root, first_root
    if first & (first - 1) == 0:
        path = [first_root] + path
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        assert sn != 0, "the path is too long"
        if fn & 1 or fn == sn:
            fr, sr = sha256(b"\x01" + c + fr), sha256(b"\x01" + c + sr)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = sha256(b"\x01" + sr + c)
        fn, sn = fn >> 1, sn >> 1
    assert sn == 0, "the path is too short"
    return fr, sr


def open_note(note, vkey):
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    name, key_hash, key = vkey.split("+", 2)
    key = base64.b64decode(key, validate=True)
    assert key[0] == 1 and len(key) == 33, "no Ed25519 key"
    assert sha256(name.encode() + b"\n" + key)[:4].hex() == key_hash, "the key's hash is wrong"
    for line in signatures.splitlines():
        dash, signer, signature = line.split(" ")
        signature = base64.b64decode(signature, validate=True)
        if (dash, signer, signature[:4].hex()) == ("\u2014", name, key_hash):
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[4:], text.encode())
            return text
    raise AssertionError("no signature by this key")


def main(export, note, vkey, *proofs):
    leaves, ids = [], []
    with open(export, "rb") as lines:
        for line in lines:
            event = json.loads(line)
            text = canonical(event).encode()
            assert text + b"\n" == line, f"line {len(leaves) + 1} is not canonical"
            leaves.append(sha256(b"\x00" + text))
            ids.append(event["id"])
            assert event["sequence"] == str(len(leaves)).zfill(20), f"line {len(leaves)} is out of order"
    with open(note, encoding="utf-8", newline="") as file:
        origin, size, checkpoint_root = open_note(file.read(), vkey).splitlines()
    assert root(leaves[: int(size)]) == base64.b64decode(checkpoint_root, validate=True), "the checkpoint's root is wrong"
    kinds = []
    for path in proofs:
        with open(path, encoding="utf-8") as file:
            proof = json.load(file)
        assert proof["origin"] == origin
        hashes = [bytes.fromhex(text) for text in proof["hashes"]]
        if "treeSize" in proof:
            index, tree = proof["leafIndex"], proof["treeSize"]
            leaf = bytes.fromhex(proof["leafHash"])
            assert leaf == leaves[index] and proof["id"] == ids[index], f"{path}: another leaf"
            assert bytes.fromhex(proof["root"]) == root(leaves[:tree]), f"{path}: another root"
            assert root_from_inclusion(index, tree, leaf, hashes) == root(leaves[:tree]), f"{path}: no proof"
            kinds.append("inclusion")
        else:
            first, second = proof["firstSize"], proof["secondSize"]
            due = root(leaves[:first]), root(leaves[:second])
            assert (bytes.fromhex(proof["firstRoot"]), bytes.fromhex(proof["secondRoot"])) == due, f"{path}: other roots"
            assert roots_from_consistency(first, second, due[0], hashes) == due, f"{path}: no proof"
            kinds.append("consistency")
    print(f"{len(leaves)} leaves, checkpoint of {size}, {kinds.count('inclusion')} inclusion proofs, "
          f"{kinds.count('consistency')} consistency proofs")


if __name__ == "__main__":
    main(*sys.argv[1:])
