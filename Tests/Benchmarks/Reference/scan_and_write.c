/* What a replay cannot do without, in C: reads the columns that folds need, and writes the rows of the views with prepared
   statements. It folds nothing: the rows are copied from a views file that exists, held in memory before the clock starts.
   Prints events, rows and the seconds of reading and writing. */
#include "reference.h"

#include <fcntl.h>

typedef struct { char name[64]; int columns; long long rows; Cell *cells; char *create; } Table;

int main(int argc, char **argv) {
    if (argc != 4) { fprintf(stderr, "usage: scan_and_write LEDGER VIEWS NEW-FILE\n"); return 64; }
    sqlite3 *views, *ledger, *out;
    check(sqlite3_open_v2(argv[2], &views, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, 0), SQLITE_OK, views);
    Table tables[16];
    int count = 0;
    sqlite3_stmt *names;
    check(sqlite3_prepare_v2(views, "SELECT name, sql FROM sqlite_schema WHERE type='table' AND name LIKE '%\\_row' ESCAPE '\\'", -1, &names, 0), SQLITE_OK, views);
    while (sqlite3_step(names) == SQLITE_ROW && count < 16) {
        Table *table = &tables[count++];
        snprintf(table->name, sizeof table->name, "%s", (const char *)sqlite3_column_text(names, 0));
        table->create = strdup((const char *)sqlite3_column_text(names, 1));
        char sql[256];
        snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" ORDER BY place", table->name);
        sqlite3_stmt *rows;
        check(sqlite3_prepare_v2(views, sql, -1, &rows, 0), SQLITE_OK, views);
        table->columns = sqlite3_column_count(rows);
        long long room = 1024;
        table->rows = 0;
        table->cells = malloc(room * table->columns * sizeof(Cell));
        while (sqlite3_step(rows) == SQLITE_ROW) {
            if (table->rows == room) {
                room *= 2;
                table->cells = realloc(table->cells, room * table->columns * sizeof(Cell));
            }
            keep_row(rows, table->columns, &table->cells[table->rows * table->columns]);
            table->rows++;
        }
        sqlite3_finalize(rows);
    }
    sqlite3_finalize(names);
    sqlite3_close(views);

    unlink(argv[3]);
    const double start = now();
    check(sqlite3_open_v2(argv[1], &ledger, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, 0), SQLITE_OK, ledger);
    sqlite3_exec(ledger, "PRAGMA cache_size = -65536", 0, 0, 0);
    sqlite3_stmt *events;
    check(sqlite3_prepare_v2(ledger, "SELECT position, id, type, dataschema, subject, time, occurred, published, recordedtime, data FROM event ORDER BY position", -1, &events, 0), SQLITE_OK, ledger);
    long long read = 0, bytes = 0;
    while (sqlite3_step(events) == SQLITE_ROW) {
        for (int c = 1; c < 10; c++) {
            if (c == 8) { bytes += sqlite3_column_int64(events, c) & 1; continue; }
            const unsigned char *value = sqlite3_column_text(events, c);
            const int length = sqlite3_column_bytes(events, c);
            if (length > 0) bytes += length + value[length - 1] % 2;
        }
        read++;
    }
    sqlite3_finalize(events);
    sqlite3_close(ledger);
    const double scanned = now();
    check(sqlite3_open_v2(argv[3], &out, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, 0), SQLITE_OK, out);
    sqlite3_exec(out, "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -16384; BEGIN IMMEDIATE", 0, 0, 0);
    long long written = 0;
    for (int t = 0; t < count; t++) {
        Table *table = &tables[t];
        check(sqlite3_exec(out, table->create, 0, 0, 0), SQLITE_OK, out);
        char sql[1024];
        int length = snprintf(sql, sizeof sql, "INSERT INTO \"%s\" VALUES (?", table->name);
        for (int c = 1; c < table->columns; c++) length += snprintf(sql + length, sizeof sql - length, ",?");
        snprintf(sql + length, sizeof sql - length, ")");
        sqlite3_stmt *insert;
        check(sqlite3_prepare_v2(out, sql, -1, &insert, 0), SQLITE_OK, out);
        for (long long r = 0; r < table->rows; r++) {
            bind_row(insert, table->columns, &table->cells[r * table->columns]);
            check(sqlite3_step(insert), SQLITE_DONE, out);
            sqlite3_reset(insert);
            written++;
        }
        sqlite3_finalize(insert);
    }
    check(sqlite3_exec(out, "COMMIT", 0, 0, 0), SQLITE_OK, out);
    sqlite3_close(out);
    const int file = open(argv[3], O_RDWR);
    fsync(file);
    close(file);
    printf("%lld %lld %lld %.6f %.6f\n", read, written, bytes, scanned - start, now() - scanned);
    return 0;
}
