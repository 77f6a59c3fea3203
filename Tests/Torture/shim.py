"""The disk shim (disk_shim.c): building it, the environment that sets it up, and reading what it wrote down."""

import collections
import os
import struct
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))

CREATE, WRITE, TRUNCATE, SYNC, SYNC_FOLDER, RENAME, LINK, UNLINK, OUTPUT, FOLDER, CALL, FAILED, SYMLINK = range(1, 14)
# kind; number of the call in its process; inode (for OUTPUT the descriptor); place in the file, or the new length;
# path; bytes (for RENAME and LINK the new path, for SYMLINK what it says, for CALL and FAILED its name). A CALL comes before what it
# changed; a FAILED one changed nothing.
Record = collections.namedtuple("Record", "kind call inode offset path data")


def build(folder):
    """The shared object, made anew: it is a second's work."""
    target = os.path.join(folder, "disk_shim.so")
    subprocess.run(
        [os.environ.get("CC", "cc"), "-Wall", "-Wextra", "-O1", "-shared", "-fPIC", "-o", target,
         os.path.join(HERE, "disk_shim.c"), "-ldl"], check=True)
    return target


class Shim:
    def __init__(self, library):
        self.library = library

    def environment(self, root, journal=None, fault=None, drop=None):
        settings = {"LD_PRELOAD": self.library, "SHIM_ROOT": os.path.realpath(root)}
        if journal:
            settings["SHIM_JOURNAL"] = journal
        if fault:
            settings["SHIM_FAULT"] = fault
        if drop:
            settings["SHIM_DROP"] = drop
        return settings


def read_journal(path):
    header = struct.Struct("=IIQQII")
    with open(path, "rb") as file:
        content = file.read()
    records, place = [], 0
    while place < len(content):
        kind, call, inode, offset, path_length, data_length = header.unpack_from(content, place)
        place += header.size
        name = content[place:place + path_length].decode()
        place += path_length
        records.append(Record(kind, call, inode, offset, name, content[place:place + data_length]))
        place += data_length
    return records


def read_calls(path):
    """What the process did, in words, from its call number 1 on."""
    return [f"{record.data.decode()} of {os.path.basename(record.path)}"
            for record in read_journal(path) if record.kind == CALL]
