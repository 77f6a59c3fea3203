#include "CSQLite.h"

#include <stdlib.h>
#include <string.h>

/* A file system of SQLite's that is the default one, but for the write-ahead log: SQLite writes each page there in two calls, 24
   bytes and the page, and a large commit has a hundred thousand of them. Here what follows each other is gathered, and written
   in one call before anybody could look at it: before it is read, synced, cut or asked for its size. A commit under
   `synchronous = FULL` syncs the log before the index of the log, which other connections look at, names its pages. Where the
   gathered bytes cannot be written, the call that wanted them written fails, and they are kept for the next.

   Whoever holds the lock on writing the log may write at its end, nobody else. So nothing stays gathered when that lock is
   released: pages of a transaction that was taken back, or could not be committed, would later be written over those of another
   connection. */

enum { gathered_bytes = 1 << 17 };

typedef struct gathered_file {
    sqlite3_file base;
    /* Of a database its write-ahead log while that is open, of a log its database. */
    struct gathered_file *other;
    /* NULL for files that are no write-ahead log. */
    unsigned char *bytes;
    sqlite3_int64 place;
    int count;
    /* The default file system's file lies behind. */
} gathered_file;

static sqlite3_file *real(sqlite3_file *file) { return (sqlite3_file *)((gathered_file *)file + 1); }

static int write_gathered(sqlite3_file *base) {
    gathered_file *file = (gathered_file *)base;
    if (file->count == 0) return SQLITE_OK;
    int result = real(base)->pMethods->xWrite(real(base), file->bytes, file->count, file->place);
    if (result == SQLITE_OK) file->count = 0;
    return result;
}

static int gathered_close(sqlite3_file *base) {
    gathered_file *file = (gathered_file *)base;
    if (file->other) file->other->other = 0;
    free(file->bytes);
    file->bytes = 0;
    return real(base)->pMethods ? real(base)->pMethods->xClose(real(base)) : SQLITE_OK;
}

static int gathered_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 place) {
    gathered_file *file = (gathered_file *)base;
    /* What lies before is in the file already; a read that reaches further has to see it all. */
    if (file->count > 0 && place + count > file->place) {
        int result = write_gathered(base);
        if (result != SQLITE_OK) return result;
    }
    return real(base)->pMethods->xRead(real(base), bytes, count, place);
}

static int gathered_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 place) {
    gathered_file *file = (gathered_file *)base;
    if (!file->bytes) return real(base)->pMethods->xWrite(real(base), bytes, count, place);
    if (file->count > 0 && (place != file->place + file->count || file->count + count > gathered_bytes)) {
        int result = write_gathered(base);
        if (result != SQLITE_OK) return result;
    }
    if (count > gathered_bytes) return real(base)->pMethods->xWrite(real(base), bytes, count, place);
    if (file->count == 0) file->place = place;
    memcpy(file->bytes + file->count, bytes, (size_t)count);
    file->count += count;
    return SQLITE_OK;
}

static int gathered_truncate(sqlite3_file *base, sqlite3_int64 size) {
    int result = write_gathered(base);
    return result == SQLITE_OK ? real(base)->pMethods->xTruncate(real(base), size) : result;
}

static int gathered_sync(sqlite3_file *base, int flags) {
    int result = write_gathered(base);
    return result == SQLITE_OK ? real(base)->pMethods->xSync(real(base), flags) : result;
}

static int gathered_size(sqlite3_file *base, sqlite3_int64 *size) {
    int result = write_gathered(base);
    return result == SQLITE_OK ? real(base)->pMethods->xFileSize(real(base), size) : result;
}

static int gathered_lock(sqlite3_file *f, int level) { return real(f)->pMethods->xLock(real(f), level); }
static int gathered_unlock(sqlite3_file *f, int level) { return real(f)->pMethods->xUnlock(real(f), level); }
static int gathered_reserved(sqlite3_file *f, int *is) { return real(f)->pMethods->xCheckReservedLock(real(f), is); }
static int gathered_control(sqlite3_file *f, int operation, void *value) {
    return real(f)->pMethods->xFileControl(real(f), operation, value);
}
static int gathered_sector(sqlite3_file *f) { return real(f)->pMethods->xSectorSize(real(f)); }
static int gathered_traits(sqlite3_file *f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }
static int gathered_map(sqlite3_file *f, int page, int size, int extend, void volatile **memory) {
    return real(f)->pMethods->xShmMap(real(f), page, size, extend, memory);
}

/* Of the locks on a log, as its format has them (https://sqlite.org/walformat.html, section 2.3.1). */
enum { lock_of_writing = 0 };

static int gathered_shared_lock(sqlite3_file *f, int offset, int count, int flags) {
    gathered_file *log = ((gathered_file *)f)->other;
    if (log && offset == lock_of_writing && flags == (SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE)) {
        /* What was committed was synced. The rest is SQLite's to write, and of no use where it cannot be written. */
        write_gathered(&log->base);
        log->count = 0;
    }
    return real(f)->pMethods->xShmLock(real(f), offset, count, flags);
}
static void gathered_barrier(sqlite3_file *f) { real(f)->pMethods->xShmBarrier(real(f)); }
static int gathered_unmap(sqlite3_file *f, int deletes) { return real(f)->pMethods->xShmUnmap(real(f), deletes); }

/* Version 2: without memory-mapped reading, which nobody here asks for. */
static const sqlite3_io_methods gathered_methods = {
    .iVersion = 2,
    .xClose = gathered_close,
    .xRead = gathered_read,
    .xWrite = gathered_write,
    .xTruncate = gathered_truncate,
    .xSync = gathered_sync,
    .xFileSize = gathered_size,
    .xLock = gathered_lock,
    .xUnlock = gathered_unlock,
    .xCheckReservedLock = gathered_reserved,
    .xFileControl = gathered_control,
    .xSectorSize = gathered_sector,
    .xDeviceCharacteristics = gathered_traits,
    .xShmMap = gathered_map,
    .xShmLock = gathered_shared_lock,
    .xShmBarrier = gathered_barrier,
    .xShmUnmap = gathered_unmap,
};

static sqlite3_vfs *usual;
static sqlite3_vfs gathering;

static int gathered_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *given) {
    gathered_file *file = (gathered_file *)base;
    memset(file, 0, sizeof *file);
    real(base)->pMethods = 0;
    if (flags & SQLITE_OPEN_WAL) {
        file->bytes = malloc(gathered_bytes);
        if (!file->bytes) return SQLITE_NOMEM;
    }
    int result = usual->xOpen(usual, name, real(base), flags, given);
    /* SQLite closes a file whose opening failed where it has methods, as the default file system's then may. */
    if (real(base)->pMethods) {
        file->base.pMethods = &gathered_methods;
        if (flags & SQLITE_OPEN_WAL) {
            file->other = (gathered_file *)sqlite3_database_file_object(name);
            file->other->other = file;
        }
    } else {
        free(file->bytes);
        file->bytes = 0;
    }
    return result;
}

const char *csqlite_gathering(void) {
    usual = sqlite3_vfs_find(0);
    /* A file system of an earlier version lacks calls that are passed on. */
    if (!usual || usual->iVersion < 3) return 0;
    gathering = *usual;
    gathering.szOsFile = (int)sizeof(gathered_file) + usual->szOsFile;
    gathering.zName = "gathering";
    gathering.pNext = 0;
    gathering.xOpen = gathered_open;
    return sqlite3_vfs_register(&gathering, 0) == SQLITE_OK ? gathering.zName : 0;
}
