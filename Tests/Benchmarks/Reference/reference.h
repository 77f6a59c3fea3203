/* What the C programs that write have in common: the clock, the end at an error, rows held in memory. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double clock_seconds(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static double now(void) { return clock_seconds(CLOCK_MONOTONIC); }

static void check(int result, int wanted, sqlite3 *db) {
    if (result == wanted) return;
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    exit(74);
}

typedef struct { char kind; int length; long long integer; const void *bytes; } Cell;

/* Copies the cells of the row that a statement stands at. */
static void keep_row(sqlite3_stmt *rows, int columns, Cell *cells) {
    for (int c = 0; c < columns; c++) {
        Cell *cell = &cells[c];
        cell->kind = (char)sqlite3_column_type(rows, c);
        if (cell->kind == SQLITE_INTEGER) cell->integer = sqlite3_column_int64(rows, c);
        else if (cell->kind != SQLITE_NULL) {
            cell->length = sqlite3_column_bytes(rows, c);
            void *copy = malloc(cell->length + 1);
            memcpy(copy, sqlite3_column_blob(rows, c), cell->length);
            cell->bytes = copy;
        }
    }
}

/* Binds what was kept, without a copy. */
static void bind_row(sqlite3_stmt *insert, int columns, const Cell *cells) {
    for (int c = 0; c < columns; c++) {
        const Cell *cell = &cells[c];
        if (cell->kind == SQLITE_INTEGER) sqlite3_bind_int64(insert, c + 1, cell->integer);
        else if (cell->kind == SQLITE_NULL) sqlite3_bind_null(insert, c + 1);
        else if (cell->kind == SQLITE_BLOB) sqlite3_bind_blob(insert, c + 1, cell->bytes, cell->length, SQLITE_STATIC);
        else sqlite3_bind_text(insert, c + 1, cell->bytes, cell->length, SQLITE_STATIC);
    }
}
