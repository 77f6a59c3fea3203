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

int csqlite_header(sqlite3 *connection, unsigned char *bytes) {
    sqlite3_file *file = 0;
    int result = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (result != SQLITE_OK) return result;
    if (!file || !file->pMethods) return SQLITE_CANTOPEN;
    result = file->pMethods->xRead(file, bytes, 100, 0);
    return result == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : result;
}
