/* Inserts the events of a ledger, held in memory before the clock starts, into the same schema with the same pragmas, in
   batches with a commit each. The leaves are copied, not hashed. Prints events, seconds and processor seconds. */
#include "reference.h"

int main(int argc, char **argv) {
    if (argc != 5) { fprintf(stderr, "usage: insert_events LEDGER NEW-FILE EVENTS BATCH\n"); return 64; }
    const long long wanted = atoll(argv[3]), batch = atoll(argv[4]);
    sqlite3 *ledger, *out;
    check(sqlite3_open_v2(argv[1], &ledger, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, 0), SQLITE_OK, ledger);
    char *schema[64];
    int statements = 0;
    sqlite3_stmt *rows;
    check(sqlite3_prepare_v2(ledger, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'trigger', type = 'index'", -1, &rows, 0), SQLITE_OK, ledger);
    while (sqlite3_step(rows) == SQLITE_ROW && statements < 64) schema[statements++] = strdup((const char *)sqlite3_column_text(rows, 0));
    sqlite3_finalize(rows);
    check(sqlite3_prepare_v2(ledger, "SELECT * FROM event ORDER BY position LIMIT ?1", -1, &rows, 0), SQLITE_OK, ledger);
    sqlite3_bind_int64(rows, 1, wanted);
    const int columns = sqlite3_column_count(rows);
    Cell *cells = malloc(wanted * columns * sizeof(Cell));
    long long events = 0;
    while (sqlite3_step(rows) == SQLITE_ROW) {
        keep_row(rows, columns, &cells[events * columns]);
        events++;
    }
    sqlite3_finalize(rows);
    sqlite3_close(ledger);
    unlink(argv[2]);
    check(sqlite3_open_v2(argv[2], &out, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, 0), SQLITE_OK, out);
    sqlite3_exec(out, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -65536", 0, 0, 0);
    for (int s = 0; s < statements; s++) check(sqlite3_exec(out, schema[s], 0, 0, 0), SQLITE_OK, out);
    char sql[1024];
    int length = snprintf(sql, sizeof sql, "INSERT INTO event VALUES (?");
    for (int c = 1; c < columns; c++) length += snprintf(sql + length, sizeof sql - length, ",?");
    snprintf(sql + length, sizeof sql - length, ")");
    sqlite3_stmt *insert;
    check(sqlite3_prepare_v2(out, sql, -1, &insert, 0), SQLITE_OK, out);
    const double start = now(), start_processor = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (long long e = 0; e < events; e++) {
        if (e % batch == 0) check(sqlite3_exec(out, "BEGIN IMMEDIATE", 0, 0, 0), SQLITE_OK, out);
        bind_row(insert, columns, &cells[e * columns]);
        check(sqlite3_step(insert), SQLITE_DONE, out);
        sqlite3_reset(insert);
        if (e % batch == batch - 1 || e == events - 1) check(sqlite3_exec(out, "COMMIT", 0, 0, 0), SQLITE_OK, out);
    }
    sqlite3_finalize(insert);
    sqlite3_wal_checkpoint_v2(out, 0, SQLITE_CHECKPOINT_TRUNCATE, 0, 0);
    printf("%lld %.6f %.6f\n", events, now() - start, clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - start_processor);
    sqlite3_close(out);
    return 0;
}
