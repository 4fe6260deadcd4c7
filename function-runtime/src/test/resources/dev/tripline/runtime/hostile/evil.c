/* Leaves the name of every program that loads it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

__attribute__((constructor)) static void loaded(void) {
  char name[17] = "", path[600];
  prctl(PR_GET_NAME, name, 0, 0, 0);
  snprintf(path, sizeof path, "%s/%s", getenv("TRACES") ? getenv("TRACES") : "/tmp", name);
  int file = open(path, O_CREAT | O_WRONLY, 0600);
  if (file >= 0) close(file);
}
