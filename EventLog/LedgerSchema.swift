/// The tables of a ledger's file. The format is versioned by `user_version`: entry *n* of `migrations` leads from *n* to
/// *n* + 1, and none of them is ever changed once a ledger has been written by it.
enum LedgerSchema {
    /// "ILDG", as SQLite's `application_id` in the file's header.
    static let applicationID = 0x494C_4447
    static var version: Int { migrations.count }

    static let migrations = [
        """
        CREATE TABLE event(
            position INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            source TEXT NOT NULL,
            type TEXT NOT NULL,
            dataschema TEXT NOT NULL,
            subject TEXT NOT NULL,
            streamversion INTEGER NOT NULL,
            time TEXT NOT NULL,
            occurred TEXT,
            published TEXT,
            recordedtime INTEGER NOT NULL, -- microseconds since 1970
            correlationid TEXT,
            causationid TEXT,
            data TEXT NOT NULL, -- RFC 8785
            extensions TEXT, -- RFC 8785; NULL where there are none
            leaf BLOB NOT NULL CHECK (length(leaf) = 32),
            UNIQUE (subject, streamversion)
        ) STRICT;
        -- Complete subtrees of the Merkle tree: number idx of those that cover 2^level leaves.
        CREATE TABLE tree(
            level INTEGER NOT NULL CHECK (level IN (8, 16, 24)),
            idx INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (level, idx)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE ledger(name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

        -- INSERT OR REPLACE deletes without a delete trigger (unless recursive_triggers is on), hence the insert triggers
        -- look for whatever a row could replace.
        CREATE TRIGGER event_insert BEFORE INSERT ON event
        WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM event)
            OR NEW.streamversion
                IS NOT (SELECT coalesce(max(streamversion), 0) + 1 FROM event WHERE subject = NEW.subject)
            OR EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'the log takes an event only at its end, and each id once'); END;
        CREATE TRIGGER event_update BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER event_delete BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

        CREATE TRIGGER tree_insert BEFORE INSERT ON tree
        WHEN NEW.idx IS NOT (SELECT coalesce(max(idx), -1) + 1 FROM tree WHERE level = NEW.level)
            OR (NEW.idx + 1) << NEW.level > (SELECT coalesce(max(position), 0) FROM event)
        BEGIN SELECT RAISE(ABORT, 'the tree only grows with the log'); END;
        CREATE TRIGGER tree_update BEFORE UPDATE ON tree
        BEGIN SELECT RAISE(ABORT, 'the tree only grows with the log'); END;
        CREATE TRIGGER tree_delete BEFORE DELETE ON tree
        BEGIN SELECT RAISE(ABORT, 'the tree only grows with the log'); END;

        CREATE TRIGGER ledger_insert BEFORE INSERT ON ledger
        WHEN EXISTS (SELECT 1 FROM ledger WHERE name = NEW.name)
        BEGIN SELECT RAISE(ABORT, 'a ledger keeps its origin'); END;
        CREATE TRIGGER ledger_update BEFORE UPDATE ON ledger
        BEGIN SELECT RAISE(ABORT, 'a ledger keeps its origin'); END;
        CREATE TRIGGER ledger_delete BEFORE DELETE ON ledger
        BEGIN SELECT RAISE(ABORT, 'a ledger keeps its origin'); END;
        """
    ]
}
