#define _GNU_SOURCE
#include "CSQLite.h"

#include <fcntl.h>
#include <string.h>

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

int csqlite_insert_rows(sqlite3_stmt *statement, const unsigned char *rows, int64_t count) {
    for (; count > 0; count--) {
        uint32_t length, cells;
        int64_t place;
        memcpy(&length, rows, 4);
        memcpy(&cells, rows + 4, 4);
        memcpy(&place, rows + 8, 8);
        sqlite3_bind_int64(statement, 1, place);
        const unsigned char *cell = rows + 16;
        for (; cells > 0; cells--) {
            uint16_t column, is_integer;
            uint32_t bytes;
            memcpy(&column, cell, 2);
            memcpy(&is_integer, cell + 2, 2);
            memcpy(&bytes, cell + 4, 4);
            cell += 8;
            int result;
            if (is_integer) {
                int64_t value;
                memcpy(&value, cell, 8);
                result = sqlite3_bind_int64(statement, column, value);
            } else {
                /* The buffer outlives the step, so nothing is copied. */
                result = sqlite3_bind_text(statement, column, (const char *)cell, (int)bytes, SQLITE_STATIC);
            }
            if (result != SQLITE_OK) return result;
            cell += bytes;
        }
        int result = sqlite3_step(statement);
        sqlite3_reset(statement);
        if (result != SQLITE_DONE) return result;
        sqlite3_clear_bindings(statement);
        rows += length;
    }
    return SQLITE_OK;
}

void csqlite_begin_writing(int descriptor) { sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE); }
