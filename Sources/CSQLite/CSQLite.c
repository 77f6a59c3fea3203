#include "CSQLite.h"

int csqlite_config_boolean(sqlite3 *connection, int option, int on, int *result) {
    return sqlite3_db_config(connection, option, on, result);
}

int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *bytes, int length) {
    return sqlite3_bind_text(statement, index, bytes, length, SQLITE_TRANSIENT);
}

int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length) {
    return sqlite3_bind_blob(statement, index, bytes, length, SQLITE_TRANSIENT);
}
