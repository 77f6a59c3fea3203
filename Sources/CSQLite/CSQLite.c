#define _GNU_SOURCE
#include "CSQLite.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int csqlite_config_boolean(sqlite3 *connection, int option, int on, int *result) {
    return sqlite3_db_config(connection, option, on, result);
}

void csqlite_configure(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

void csqlite_give_memory_back(void) { malloc_trim(0); }

int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *bytes, int length) {
    return sqlite3_bind_text(statement, index, bytes, length, SQLITE_TRANSIENT);
}

int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length) {
    return sqlite3_bind_blob(statement, index, bytes, length, SQLITE_TRANSIENT);
}

static int database_file(sqlite3 *connection, sqlite3_file **file) {
    int result = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, file);
    if (result != SQLITE_OK) return result;
    return *file && (*file)->pMethods ? SQLITE_OK : SQLITE_CANTOPEN;
}

int csqlite_header(sqlite3 *connection, unsigned char *bytes) {
    sqlite3_file *file = 0;
    int result = database_file(connection, &file);
    if (result != SQLITE_OK) return result;
    result = file->pMethods->xRead(file, bytes, 100, 0);
    return result == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : result;
}

int csqlite_reserve(sqlite3 *connection) {
    sqlite3_file *file = 0;
    int result = database_file(connection, &file);
    return result == SQLITE_OK ? file->pMethods->xLock(file, SQLITE_LOCK_RESERVED) : result;
}

int csqlite_release(sqlite3 *connection) {
    sqlite3_file *file = 0;
    int result = database_file(connection, &file);
    return result == SQLITE_OK ? file->pMethods->xUnlock(file, SQLITE_LOCK_SHARED) : result;
}

int csqlite_has_moved(sqlite3 *connection) {
    int has_moved = 0;
    int result = sqlite3_file_control(connection, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
    return result == SQLITE_OK ? has_moved : -1;
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
            uint16_t column, kind;
            uint32_t bytes;
            memcpy(&column, cell, 2);
            memcpy(&kind, cell + 2, 2);
            memcpy(&bytes, cell + 4, 4);
            cell += 8;
            int result;
            if (kind == 1) {
                int64_t value;
                memcpy(&value, cell, 8);
                result = sqlite3_bind_int64(statement, column, value);
            } else if (kind == 2) {
                result = sqlite3_bind_blob(statement, column, cell, (int)bytes, SQLITE_STATIC);
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

/* The virtual table `buffered_rows`. */

enum { buffered_columns = 64 };

struct csqlite_rows {
    const unsigned char *rows;
    int64_t count;
};

typedef struct {
    sqlite3_vtab base;
    const csqlite_rows *source;
} rows_table;

typedef struct {
    sqlite3_vtab_cursor base;
    const unsigned char *row;
    int64_t left;
    /* The cell of each parameter of the row, NULL where it has none. */
    const unsigned char *cells[buffered_columns];
} rows_cursor;

static int rows_connect(sqlite3 *connection, void *source, int count, const char *const *words, sqlite3_vtab **table,
                        char **message) {
    char declaration[buffered_columns * 5 + 32] = "CREATE TABLE rows(c1";
    size_t length = strlen(declaration);
    for (int column = 2; column <= buffered_columns; column++)
        length += (size_t)snprintf(declaration + length, sizeof declaration - length, ",c%d", column);
    snprintf(declaration + length, sizeof declaration - length, ")");
    int result = sqlite3_declare_vtab(connection, declaration);
    if (result != SQLITE_OK) return result;
    sqlite3_vtab_config(connection, SQLITE_VTAB_DIRECTONLY);
    rows_table *made = sqlite3_malloc(sizeof *made);
    if (!made) return SQLITE_NOMEM;
    memset(made, 0, sizeof *made);
    made->source = source;
    *table = &made->base;
    return SQLITE_OK;
}

static int rows_disconnect(sqlite3_vtab *table) {
    sqlite3_free(table);
    return SQLITE_OK;
}

static int rows_plan(sqlite3_vtab *table, sqlite3_index_info *plan) { return SQLITE_OK; }

static int rows_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
    rows_cursor *made = sqlite3_malloc(sizeof *made);
    if (!made) return SQLITE_NOMEM;
    memset(made, 0, sizeof *made);
    *cursor = &made->base;
    return SQLITE_OK;
}

static int rows_close(sqlite3_vtab_cursor *cursor) {
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static void rows_find_cells(rows_cursor *cursor) {
    memset(cursor->cells, 0, sizeof cursor->cells);
    if (cursor->left <= 0) return;
    uint32_t count;
    memcpy(&count, cursor->row + 4, 4);
    const unsigned char *cell = cursor->row + 16;
    for (; count > 0; count--) {
        uint16_t parameter;
        uint32_t length;
        memcpy(&parameter, cell, 2);
        memcpy(&length, cell + 4, 4);
        if (parameter <= buffered_columns) cursor->cells[parameter - 1] = cell;
        cell += 8 + length;
    }
}

static int rows_filter(sqlite3_vtab_cursor *base, int plan, const char *name, int count, sqlite3_value **values) {
    rows_cursor *cursor = (rows_cursor *)base;
    const csqlite_rows *source = ((rows_table *)base->pVtab)->source;
    cursor->row = source->rows;
    cursor->left = source->count;
    rows_find_cells(cursor);
    return SQLITE_OK;
}

static int rows_next(sqlite3_vtab_cursor *base) {
    rows_cursor *cursor = (rows_cursor *)base;
    uint32_t length;
    memcpy(&length, cursor->row, 4);
    cursor->row += length;
    cursor->left--;
    rows_find_cells(cursor);
    return SQLITE_OK;
}

static int rows_is_at_end(sqlite3_vtab_cursor *cursor) { return ((rows_cursor *)cursor)->left <= 0; }

static int rows_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column) {
    const rows_cursor *cursor = (const rows_cursor *)base;
    int64_t integer;
    if (column == 0) {
        memcpy(&integer, cursor->row + 8, 8);
        sqlite3_result_int64(context, integer);
        return SQLITE_OK;
    }
    const unsigned char *cell = cursor->cells[column];
    if (!cell) return SQLITE_OK;
    uint16_t kind;
    uint32_t length;
    memcpy(&kind, cell + 2, 2);
    memcpy(&length, cell + 4, 4);
    /* The buffer outlives the statement, so nothing is copied. */
    if (kind == 1) {
        memcpy(&integer, cell + 8, 8);
        sqlite3_result_int64(context, integer);
    } else if (kind == 2) {
        sqlite3_result_blob(context, cell + 8, (int)length, SQLITE_STATIC);
    } else {
        sqlite3_result_text(context, (const char *)cell + 8, (int)length, SQLITE_STATIC);
    }
    return SQLITE_OK;
}

static int rows_number(sqlite3_vtab_cursor *cursor, sqlite3_int64 *number) {
    *number = ((rows_cursor *)cursor)->left;
    return SQLITE_OK;
}

static const sqlite3_module rows_module = {
    .iVersion = 1,
    .xConnect = rows_connect,
    .xBestIndex = rows_plan,
    .xDisconnect = rows_disconnect,
    .xOpen = rows_open,
    .xClose = rows_close,
    .xFilter = rows_filter,
    .xNext = rows_next,
    .xEof = rows_is_at_end,
    .xColumn = rows_column,
    .xRowid = rows_number,
};

csqlite_rows *csqlite_make_rows(sqlite3 *connection) {
    csqlite_rows *source = calloc(1, sizeof *source);
    /* Where this fails, SQLite itself frees the source. */
    if (source && sqlite3_create_module_v2(connection, "buffered_rows", &rows_module, source, free) != SQLITE_OK)
        return 0;
    return source;
}

void csqlite_set_rows(csqlite_rows *source, const unsigned char *rows, int64_t count) {
    source->rows = rows;
    source->count = count;
}

void csqlite_begin_writing(int descriptor) { sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE); }
