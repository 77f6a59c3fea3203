#ifndef IMPACT_CSQLITE_H
#define IMPACT_CSQLITE_H

#include <sqlite3.h>
#include <stdint.h>

/// `sqlite3_db_config` takes variable arguments, which Swift cannot pass. Switches one of its boolean options.
int csqlite_config_boolean(sqlite3 *connection, int option, int on, int *result);

/// Lets SQLite not count what memory it has, which locks a mutex at each allocation. Before the first connection is opened;
/// later it does nothing.
void csqlite_configure(void);

/// Gives the system back what was freed. The allocator keeps it thread by thread, and threads that ended use it no more.
void csqlite_give_memory_back(void);

/// `SQLITE_TRANSIENT` is a cast that Swift does not import: SQLite copies the bytes before the call returns.
int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *bytes, int length);
int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length);

/// Reads the first 100 bytes of the connection's file as they lie there, zeros past its end. Takes no lock, looks at no journal.
int csqlite_header(sqlite3 *connection, unsigned char *bytes);

/// Takes SQLite's RESERVED lock on the connection's file, beside whatever SQLite itself holds; SQLITE_BUSY where another
/// connection has it. Whoever uses a write-ahead log has no other use for it, and it is on the file, whatever its name.
/// Requires that the connection uses a write-ahead log and has read from it.
int csqlite_reserve(sqlite3 *connection);
int csqlite_release(sqlite3 *connection);

/// Whether the path of the connection's file leads to another file than the open one, or to none. Negative: not known.
int csqlite_has_moved(sqlite3 *connection);

/// Rows in memory, which the connection's virtual table `buffered_rows` shows: its columns `c1` to `c64` are a row's cells. Rows
/// lie one behind the other, in the machine's own byte order: uint32 length of the row, uint32 number of cells, int64 for
/// `c1`; then the cells: uint16 number of the column, uint16 0 for a text, 1 for an integer, 2 for a blob, uint32 length, and the
/// value: UTF-8, int64, or bytes.
/// A column without a cell is NULL. One `INSERT ... SELECT` takes all rows: to bind and step row by row costs as much as
/// SQLite's own work.
typedef struct csqlite_rows csqlite_rows;

/// Adds the table to a connection, which owns what is returned. NULL where there is no memory.
csqlite_rows *csqlite_make_rows(sqlite3 *connection);

/// The rows that the table shows from now on; they are not copied.
void csqlite_set_rows(csqlite_rows *source, const unsigned char *rows, int64_t count);

/// Runs an inserting statement once for each of `count` rows laid out as above, with the cells of a row as its parameters.
/// Binds without copying. For tables with triggers, whose `INSERT ... SELECT`
/// would copy all rows into a table of its own first.
int csqlite_insert_rows(sqlite3_stmt *statement, const unsigned char *rows, int64_t count);

/// Lets the disk begin with what was written to a file, without waiting for it (Linux only, and not seen from Swift).
void csqlite_begin_writing(int descriptor);

#endif
