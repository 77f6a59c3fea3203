#ifndef IMPACT_CSQLITE_H
#define IMPACT_CSQLITE_H

#include <sqlite3.h>

/// `sqlite3_db_config` takes variable arguments, which Swift cannot pass. Switches one of its boolean options.
int csqlite_config_boolean(sqlite3 *connection, int option, int on, int *result);

/// `SQLITE_TRANSIENT` is a cast that Swift does not import: SQLite copies the bytes before the call returns.
int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *bytes, int length);
int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length);

/// Reads the first 100 bytes of the connection's file as they lie there, zeros past its end. Takes no lock, looks at no journal.
int csqlite_header(sqlite3 *connection, unsigned char *bytes);

#endif
