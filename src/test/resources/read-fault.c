/* Preloaded: files whose path ends in FAULT_FILE can't be read past FAULT_BYTES, as on a bad disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int faulty(int file, off_t at) {
  const char *name = getenv("FAULT_FILE");
  const char *bytes = getenv("FAULT_BYTES");
  char link[64], path[4096];
  if (name == NULL || bytes == NULL || at < atol(bytes)) {
    return 0;
  }
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  size_t wanted = strlen(name);
  return length >= (ssize_t) wanted && strncmp(path + length - wanted, name, wanted) == 0;
}

ssize_t read(int file, void *buffer, size_t count) {
  static ssize_t (*real)(int, void *, size_t);
  int before = errno;
  off_t at;
  if (real == NULL) {
    real = (ssize_t (*)(int, void *, size_t)) dlsym(RTLD_NEXT, "read");
  }
  at = lseek(file, 0, SEEK_CUR);
  if (at >= 0 && faulty(file, at)) {
    errno = EIO;
    return -1;
  }
  errno = before;
  return real(file, buffer, count);
}

ssize_t pread64(int file, void *buffer, size_t count, off64_t at) {
  static ssize_t (*real)(int, void *, size_t, off64_t);
  int before = errno;
  if (real == NULL) {
    real = (ssize_t (*)(int, void *, size_t, off64_t)) dlsym(RTLD_NEXT, "pread64");
  }
  if (faulty(file, at)) {
    errno = EIO;
    return -1;
  }
  errno = before;
  return real(file, buffer, count, at);
}
