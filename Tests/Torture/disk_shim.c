// Stands between a program and the C library (LD_PRELOAD) and sees every call that changes a file below one folder. Test only.
//
// What it does is asked for by the environment:
//   SHIM_ROOT=FOLDER      the folder, absolute and without symbolic links; nothing else is touched
//   SHIM_JOURNAL=FILE     every such call is appended here, and what it changed, with its bytes (the format: shim.py)
//   SHIM_FAULT=N:WHAT     the Nth such call of the process goes wrong; N+ means it and all after it. WHAT is a number, the errno
//                         that it fails with; `short`, where a write writes half and says so; `kill`, where the process ends
//                         before the call; `half`, where it ends after half a write
//   SHIM_DROP=SUFFIX      syncs of files whose path ends so are not done and not written down, yet reported as done: a disk
//                         that lies, or a program that forgot them. `/` stands for folders
//
// The shim never opens a file of the folder by itself: closing it would drop the program's POSIX locks on it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { CREATE = 1, WRITE, TRUNCATE, SYNC, SYNC_FOLDER, RENAME, LINK, UNLINK, OUTPUT, FOLDER, CALL, FAILED, SYMLINK };

struct record {
    uint32_t kind, call;
    uint64_t inode;
    uint64_t offset;
    uint32_t path_length, data_length;
};

enum { DESCRIPTORS = 1024 };
static struct open_file {
    char *path;  // NULL where it is none of ours
    uint64_t inode;
    int is_folder, appends;
} files[DESCRIPTORS];

static char root[PATH_MAX];
static size_t root_length;
static int journal = -1;
static long fault_from, fault_to;
static char fault[16];
static const char *drop;
static unsigned calls;
static pthread_mutex_t mutex = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

#define REAL(result, name, ...)                                             \
    static result (*real)(__VA_ARGS__);                                     \
    if (!real) real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void start(void) {
    static int started;
    if (started++) return;
    const char *text = getenv("SHIM_ROOT");
    if (!text || !*text) return;
    snprintf(root, sizeof root, "%s/", text);
    root_length = strlen(root);
    if ((text = getenv("SHIM_JOURNAL")))
        journal = (int)syscall(SYS_openat, AT_FDCWD, text, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if ((text = getenv("SHIM_FAULT"))) {
        char *end;
        fault_from = strtol(text, &end, 10);
        fault_to = *end == '+' ? (end++, __LONG_MAX__) : fault_from;
        snprintf(fault, sizeof fault, "%s", end + 1);
    }
    drop = getenv("SHIM_DROP");
}

// The absolute path where it lies below the root, else NULL. The caller frees it.
static char *tracked(int folder, const char *path) {
    start();
    if (!root_length || !path) return NULL;
    char whole[2 * PATH_MAX];
    if (*path == '/') {
        snprintf(whole, sizeof whole, "%s", path);
    } else {
        char base[PATH_MAX];
        if (folder == AT_FDCWD) {
            if (!getcwd(base, sizeof base)) return NULL;
        } else {
            char name[64];
            snprintf(name, sizeof name, "/proc/self/fd/%d", folder);
            ssize_t length = readlink(name, base, sizeof base - 1);
            if (length < 0) return NULL;
            base[length] = 0;
        }
        while (!strncmp(path, "./", 2)) path += 2;
        snprintf(whole, sizeof whole, "%s/%s", base, path);
    }
    size_t length = strlen(whole);
    if (length + 1 == root_length && !strncmp(whole, root, length)) return strdup(whole);
    return strncmp(whole, root, root_length) ? NULL : strdup(whole);
}

static struct open_file *file_of(int descriptor) {
    return descriptor >= 0 && descriptor < DESCRIPTORS && files[descriptor].path ? &files[descriptor] : NULL;
}

static void note(enum kind kind, uint64_t inode, uint64_t offset, const char *path, const void *data, size_t length) {
    if (journal < 0) return;
    int before = errno;
    struct record record = {kind, calls, inode, offset, path ? strlen(path) : 0, length};
    struct iovec parts[] = {{&record, sizeof record}, {(void *)path, record.path_length}, {(void *)data, length}};
    size_t total = sizeof record + record.path_length + length;
    if (syscall(SYS_writev, journal, parts, 3) != (ssize_t)total) {
        static const char message[] = "disk shim: the journal could not be written\n";
        (void)!syscall(SYS_write, 2, message, sizeof message - 1);
        _exit(99);
    }
    errno = before;
}

enum verdict { GOOD, FAIL, SHORT };

// Counts the call and says what becomes of it. `half` does what is done before a process ends in the middle of a write.
static enum verdict judge(const char *name, const char *path, void (*half)(void *), void *context) {
    calls++;
    note(CALL, 0, 0, path, name, strlen(name));
    if (!fault_from || calls < fault_from || calls > fault_to) return GOOD;
    if (!strcmp(fault, "short")) return half ? SHORT : GOOD;
    if (!strcmp(fault, "kill") || !strcmp(fault, "half")) {
        if (half && *fault == 'h') half(context);
        syscall(SYS_kill, getpid(), SIGKILL);
    }
    errno = atoi(fault);
    return FAIL;
}

// ---- making and opening

static void opened(int descriptor, char *path, int existed, int flags) {
    if (descriptor < 0 || descriptor >= DESCRIPTORS) return free(path);
    struct stat status;
    if (fstat(descriptor, &status) != 0) return free(path);
    free(files[descriptor].path);
    files[descriptor] = (struct open_file){path, status.st_ino, S_ISDIR(status.st_mode), (flags & O_APPEND) != 0};
    if (!existed) note(CREATE, status.st_ino, 0, path, NULL, 0);
    else if (flags & O_TRUNC) note(TRUNCATE, status.st_ino, 0, path, NULL, 0);
}

static int open_at(int folder, const char *name, int flags, mode_t mode) {
    REAL(int, openat64, int, const char *, int, ...);
    char *path = tracked(folder, name);
    if (!path) return real(folder, name, flags, mode);
    pthread_mutex_lock(&mutex);
    struct stat status;
    int existed = lstat(path, &status) == 0;
    int changes = (flags & O_CREAT) != 0 || (flags & O_TRUNC) != 0;
    int descriptor = changes && judge("open", path, NULL, NULL) == FAIL ? -1 : real(folder, name, flags, mode);
    int error = errno;
    if (descriptor >= 0) opened(descriptor, path, existed, flags);
    else free(path);
    pthread_mutex_unlock(&mutex);
    errno = error;
    return descriptor;
}

#define MODE                                  \
    mode_t mode = 0;                          \
    if (flags & (O_CREAT | __O_TMPFILE)) {    \
        va_list rest;                         \
        va_start(rest, flags);                \
        mode = va_arg(rest, mode_t);          \
        va_end(rest);                         \
    }

int open(const char *path, int flags, ...) { MODE return open_at(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return open_at(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE return open_at(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE return open_at(folder, path, flags, mode); }
int creat(const char *path, mode_t mode) { return open_at(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int close(int descriptor) {
    REAL(int, close, int);
    pthread_mutex_lock(&mutex);
    if (file_of(descriptor)) {
        free(files[descriptor].path);
        files[descriptor].path = NULL;
    }
    pthread_mutex_unlock(&mutex);
    return real(descriptor);
}

// ---- writing

struct writing {
    int descriptor;
    const void *data;
    size_t length;
    off_t offset;  // -1 at the file's own place
};

static ssize_t write_really(struct writing *w, size_t length) {
    REAL(ssize_t, pwrite64, int, const void *, size_t, off_t);
    static ssize_t (*real_write)(int, const void *, size_t);
    if (!real_write) real_write = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    struct open_file *file = file_of(w->descriptor);
    off_t offset = w->offset;
    if (offset < 0 && file) {
        struct stat status;
        offset = file->appends && fstat(w->descriptor, &status) == 0 ? status.st_size : lseek(w->descriptor, 0, SEEK_CUR);
    }
    ssize_t written =
        w->offset < 0 ? real_write(w->descriptor, w->data, length) : real(w->descriptor, w->data, length, w->offset);
    if (written > 0) {
        if (file) note(WRITE, file->inode, offset, file->path, w->data, written);
        else note(OUTPUT, w->descriptor, 0, NULL, w->data, written);
    }
    return written;
}

static void write_half(void *context) {
    struct writing *w = context;
    write_really(w, w->length / 2);
}

static ssize_t write_at(int descriptor, const void *data, size_t length, off_t offset) {
    start();
    struct writing w = {descriptor, data, length, offset};
    // What the program prints is its acknowledgement; it can fail, too. Messages cannot.
    int is_output = root_length && descriptor == 1;
    if (!file_of(descriptor) && !is_output) {
        if (root_length && descriptor == 2) return write_really(&w, length);
        REAL(ssize_t, pwrite64, int, const void *, size_t, off_t);
        return offset < 0 ? syscall(SYS_write, descriptor, data, length) : real(descriptor, data, length, offset);
    }
    pthread_mutex_lock(&mutex);
    ssize_t written = -1;
    switch (judge("write", is_output ? "output" : file_of(descriptor)->path, write_half, &w)) {
        case GOOD: written = write_really(&w, length); break;
        case SHORT: written = write_really(&w, length > 1 ? length / 2 : length); break;
        case FAIL: break;
    }
    pthread_mutex_unlock(&mutex);
    return written;
}

ssize_t write(int descriptor, const void *data, size_t length) { return write_at(descriptor, data, length, -1); }
ssize_t pwrite(int d, const void *data, size_t length, off_t offset) { return write_at(d, data, length, offset); }
ssize_t pwrite64(int d, const void *data, size_t length, off_t offset) { return write_at(d, data, length, offset); }

// The parts go one by one: a caller of `writev` must expect that fewer bytes were written than asked.
static ssize_t write_parts(int descriptor, const struct iovec *parts, int count, off_t offset) {
    ssize_t total = 0;
    for (int i = 0; i < count; i++) {
        if (!parts[i].iov_len) continue;
        ssize_t written = write_at(descriptor, parts[i].iov_base, parts[i].iov_len, offset < 0 ? -1 : offset + total);
        if (written < 0) return total ? total : -1;
        total += written;
        if ((size_t)written < parts[i].iov_len) break;
    }
    return total;
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) { return write_parts(descriptor, parts, count, -1); }
ssize_t pwritev(int d, const struct iovec *parts, int count, off_t offset) { return write_parts(d, parts, count, offset); }
ssize_t pwritev64(int d, const struct iovec *parts, int count, off_t offset) { return write_parts(d, parts, count, offset); }

// ---- lengths

int ftruncate64(int descriptor, off_t length) {
    REAL(int, ftruncate64, int, off_t);
    struct open_file *file = file_of(descriptor);
    if (!file) return real(descriptor, length);
    pthread_mutex_lock(&mutex);
    int result = judge("truncate", file->path, NULL, NULL) == FAIL ? -1 : real(descriptor, length);
    if (result == 0) note(TRUNCATE, file->inode, length, file->path, NULL, 0);
    pthread_mutex_unlock(&mutex);
    return result;
}

int ftruncate(int descriptor, off_t length) { return ftruncate64(descriptor, length); }

// ---- syncing

static int sync_file(int descriptor, int (*real)(int)) {
    struct open_file *file = file_of(descriptor);
    if (!file) return real(descriptor);
    pthread_mutex_lock(&mutex);
    int result = judge("sync", file->path, NULL, NULL) == FAIL ? -1 : 0;
    if (result < 0) note(FAILED, file->inode, 0, file->path, "sync", 4);
    if (result == 0) {
        size_t length = strlen(file->path), end = drop ? strlen(drop) : 0;
        int dropped = end && (!strcmp(drop, "/") ? file->is_folder
                                                 : length >= end && !strcmp(file->path + length - end, drop));
        if (!dropped) {
            result = real(descriptor);
            if (result == 0)
                note(file->is_folder ? SYNC_FOLDER : SYNC, file->inode, 0, file->path, NULL, 0);
        }
    }
    pthread_mutex_unlock(&mutex);
    return result;
}

int fsync(int descriptor) {
    REAL(int, fsync, int);
    return sync_file(descriptor, real);
}

int fdatasync(int descriptor) {
    REAL(int, fdatasync, int);
    return sync_file(descriptor, real);
}

// ---- names

static int named(enum kind kind, const char *name, const char *from, const char *to, int (*act)(const char *, const char *)) {
    // What a symbolic link says is a text, not a name of this folder.
    char *source = tracked(AT_FDCWD, from);
    char *target = kind == SYMLINK ? strdup(to) : to ? tracked(AT_FDCWD, to) : NULL;
    if (!source || (to && !target)) {
        free(source);
        free(target);
        return act(from, to);
    }
    pthread_mutex_lock(&mutex);
    struct stat status;
    int existed = lstat(source, &status) == 0;
    // Taking away what is not there is no call that could fail in a new way.
    int makes = kind == FOLDER || kind == SYMLINK;
    int result = (existed || makes) && judge(name, source, NULL, NULL) == FAIL ? -1 : act(from, to);
    int error = errno;
    if (result == 0) {
        if (makes) lstat(source, &status);
        note(kind, status.st_ino, 0, source, target ? target : "", target ? strlen(target) : 0);
    }
    free(source);
    free(target);
    pthread_mutex_unlock(&mutex);
    errno = error;
    return result;
}

static int really_rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    return real(from, to);
}
static int really_link(const char *from, const char *to) {
    REAL(int, link, const char *, const char *);
    return real(from, to);
}
static int really_unlink(const char *path, const char *none) {
    (void)none;
    REAL(int, unlink, const char *);
    return real(path);
}
static int really_symlink(const char *path, const char *target) {
    REAL(int, symlink, const char *, const char *);
    return real(target, path);
}
static _Thread_local mode_t folder_mode;
static int really_make_folder(const char *path, const char *none) {
    (void)none;
    REAL(int, mkdir, const char *, mode_t);
    return real(path, folder_mode);
}

int rename(const char *from, const char *to) { return named(RENAME, "rename", from, to, really_rename); }
int link(const char *from, const char *to) { return named(LINK, "link", from, to, really_link); }
int symlink(const char *target, const char *path) { return named(SYMLINK, "symlink", path, target, really_symlink); }
int unlink(const char *path) { return named(UNLINK, "unlink", path, NULL, really_unlink); }
int remove(const char *path) { return unlink(path); }
int mkdir(const char *path, mode_t mode) {
    folder_mode = mode;
    return named(FOLDER, "mkdir", path, NULL, really_make_folder);
}
