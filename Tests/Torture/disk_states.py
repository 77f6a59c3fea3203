"""What a disk may hold after the power went: built from the journal of the disk shim.

The rules are POSIX's, not those of a kind file system. Bytes and lengths of a file are safe once the file was synced; names
once their folder was. Of what was not synced any part may have reached the disk, in any order: each write in pieces that end
at sectors of 512 bytes, each change of a length, each name. What was there before and what was synced stays.
"""

import hashlib
import os

import shim

SECTOR = 512


class File:
    def __init__(self):
        self.synced = bytearray()
        self.pending = []  # ("write", place, bytes) and ("length", length), in their order

    def content(self, chosen):
        """The bytes, with those of the pending changes that `chosen` yields."""
        content = bytearray(self.synced)
        for change in chosen:
            apply(change, content)
        return bytes(content)

    def sync(self):
        for change in self.pending:
            apply(change, self.synced)
        self.pending = []

    def fail_to_sync(self):
        """What Linux does: the writes are forgotten, though who reads the file sees them, and the next sync says that all is
        well (https://wiki.postgresql.org/wiki/Fsync_Errors). Lengths are kept by the file system's own journal."""
        self.pending = [change for change in self.pending if change[0] == "length"]


class Link:
    """A symbolic link. What it says is made with it."""

    def __init__(self, target):
        self.target = target


def apply(change, content):
    if change[0] == "length":
        length = change[1]
        del content[length:]
        content.extend(bytes(length - len(content)))
    else:
        _, place, data = change
        content.extend(bytes(max(0, place - len(content))))
        content[place:place + len(data)] = data


def sectors(change):
    """The pieces in which a disk may write it."""
    if change[0] == "length":
        yield change
        return
    _, place, data = change
    start = 0
    while start < len(data):
        end = min(len(data), start + SECTOR - (place + start) % SECTOR)
        yield ("write", place + start, data[start:end])
        start = end


class Disk:
    """Follows the journal. SQLite's -shm files are left out: nobody syncs them, and SQLite makes them anew."""

    def __init__(self, root):
        self.root = root
        self.by_inode = {}
        self.names = {}
        self.synced_names = {}
        self.pending_names = []  # (name, File or None), in their order

    def follow(self, record):
        """Whether the record changed what a crash may leave."""
        if record.kind == shim.FAILED and not record.path.endswith("-shm"):
            if record.data == b"sync" and record.inode in self.by_inode:
                self.by_inode[record.inode].fail_to_sync()
            return True
        if record.kind in (shim.OUTPUT, shim.CALL, shim.FOLDER) or record.path.endswith("-shm"):
            return False
        name = os.path.relpath(record.path, self.root)
        if record.kind == shim.CREATE:
            self.by_inode[record.inode] = File()
            self._name(name, self.by_inode[record.inode])
        elif record.kind == shim.WRITE:
            self.by_inode[record.inode].pending.append(("write", record.offset, record.data))
        elif record.kind == shim.TRUNCATE:
            self.by_inode[record.inode].pending.append(("length", record.offset))
        elif record.kind == shim.SYNC:
            self.by_inode[record.inode].sync()
        elif record.kind == shim.SYNC_FOLDER:
            self.synced_names = dict(self.names)
            self.pending_names = []
        elif record.kind == shim.SYMLINK:
            self._name(name, Link(record.data))
        elif record.kind == shim.UNLINK:
            self._name(name, None)
        else:
            target = os.path.relpath(record.data.decode(), self.root)
            self._name(target, self.names[name])
            if record.kind == shim.RENAME:
                self._name(name, None)
        return True

    def _name(self, name, file):
        self.pending_names.append((name, file))
        if file is None:
            self.names.pop(name, None)
        else:
            self.names[name] = file

    def only_synced(self):
        return {name: file if isinstance(file, Link) else bytes(file.synced) for name, file in self.synced_names.items()}

    def everything(self):
        return {name: file if isinstance(file, Link) else file.content(file.pending)
                for name, file in self.names.items()}

    def some(self, random):
        """A random part of what was not synced; how likely a piece is to be there is drawn anew each time."""
        names = dict(self.synced_names)
        in_order = random.random() < 0.5
        kept = random.randint(0, len(self.pending_names))
        for index, (name, file) in enumerate(self.pending_names):
            if index < kept if in_order else random.random() < 0.5:
                if file is None:
                    names.pop(name, None)
                else:
                    names[name] = file
        contents = {}
        for name, file in names.items():
            if isinstance(file, Link):
                contents[id(file)] = file
            elif id(file) not in contents:
                share = random.choice((0.1, 0.5, 0.9, 0.99))
                torn = random.random() < 0.5
                chosen = []
                for change in file.pending:
                    for piece in sectors(change) if torn else (change,):
                        if random.random() < share:
                            chosen.append(piece)
                contents[id(file)] = file.content(chosen)
        return {name: contents[id(file)] for name, file in names.items()}


def identity(state):
    digest = hashlib.sha256()
    for name in sorted(state):
        content = state[name].target if isinstance(state[name], Link) else state[name]
        digest.update(f"{name}\0{type(state[name]).__name__}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.digest()


def write_out(state, folder):
    os.makedirs(folder)
    for name, content in state.items():
        if isinstance(content, Link):
            os.symlink(content.target, os.path.join(folder, name).encode())
            continue
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
