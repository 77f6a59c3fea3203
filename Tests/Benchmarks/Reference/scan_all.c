/* Steps through every event of a ledger and reads every column. Prints events and bytes, so that nothing is optimized away. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
    if (argc != 2) return 64;
    sqlite3 *db;
    if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, 0) != SQLITE_OK) return 74;
    sqlite3_exec(db, "PRAGMA cache_size = -65536", 0, 0, 0);
    sqlite3_stmt *rows;
    if (sqlite3_prepare_v2(db, "SELECT * FROM event ORDER BY position", -1, &rows, 0) != SQLITE_OK) return 74;
    const int columns = sqlite3_column_count(rows);
    long long events = 0, bytes = 0;
    while (sqlite3_step(rows) == SQLITE_ROW) {
        for (int column = 0; column < columns; column++) {
            switch (sqlite3_column_type(rows, column)) {
            case SQLITE_INTEGER: bytes += sqlite3_column_int64(rows, column) & 1; break;
            case SQLITE_NULL: break;
            default: {
                const unsigned char *value = sqlite3_column_blob(rows, column);
                const int length = sqlite3_column_bytes(rows, column);
                if (length > 0) bytes += length + value[length - 1] % 2;
            }
            }
        }
        events++;
    }
    printf("%lld %lld\n", events, bytes);
    sqlite3_finalize(rows);
    sqlite3_close(db);
    return 0;
}
