/* A custom runtime that tries what C makes easy, and answers what came of each try. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char answer[16384];

static void told(const char *name, int failed) {
  char one[200];
  snprintf(one, sizeof one, "%s\"%s\": \"%s\"", answer[1] ? ", " : "", name,
           failed ? strerrorname_np(errno) : "done");
  strcat(answer, one);
}

static int child(int (*step)(void)) {
  pid_t pid = fork();
  if (pid == 0) {
    _exit(step() < 0 ? errno : 0);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  errno = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
  return errno ? -1 : 0;
}

static int users(void) { return unshare(CLONE_NEWUSER); }
static int clone_users(void) {
  long pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) _exit(0);
  if (pid > 0) waitpid(pid, NULL, 0);
  return pid < 0 ? -1 : 0;
}
static int clone3_users(void) {
  unsigned long long args[11] = {CLONE_NEWUSER, 0, 0, 0, SIGCHLD};
  long pid = syscall(435, args, sizeof args);
  if (pid == 0) _exit(0);
  if (pid > 0) waitpid(pid, NULL, 0);
  return pid < 0 ? -1 : 0;
}
static int parent(void) { return ptrace(PTRACE_SEIZE, getppid(), 0, 0); }
static int privileges(void) { return setuid(0) < 0 ? -1 : mount("x", "/tmp", "tmpfs", 0, NULL); }

static int raise_capabilities(void) {
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct all[2] = {{~0u, ~0u, 0}, {0, 0, 0}};
  return syscall(SYS_capset, &head, all);
}

static void attack(void) {
  answer[0] = '{';
  answer[1] = 0;
  told("unshare", child(users));
  told("clone", child(clone_users));
  told("clone3", child(clone3_users));
  told("attach", child(parent));
  told("mount", child(privileges));
  told("setns", setns(open("/proc/self/ns/net", O_RDONLY), 0));
  told("chroot", chroot("/tmp"));
  told("device", open("/dev/mem", O_RDONLY) < 0 ? -1 : 0);
  told("kernel", open("/proc/kcore", O_RDONLY) < 0 ? -1 : 0);
  told("trigger", open("/proc/sysrq-trigger", O_WRONLY) < 0 ? -1 : 0);
  told("raise", raise_capabilities());
  strcat(answer, "}");
}

static int connected(void) {
  char address[100];
  snprintf(address, sizeof address, "%s", getenv("AWS_LAMBDA_RUNTIME_API"));
  char *colon = strrchr(address, ':');
  *colon = 0;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(colon + 1))};
  inet_pton(AF_INET, address, &to.sin_addr);
  int connection = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(connection, (struct sockaddr *)&to, sizeof to) < 0) exit(3);
  return connection;
}

int main(void) {
  int connection = connected();
  for (;;) {
    static char event[1 << 16];
    const char *next = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n";
    if (write(connection, next, strlen(next)) < 0) exit(4);
    ssize_t got = read(connection, event, sizeof event - 1);
    if (got <= 0) exit(0);
    event[got] = 0;
    char id[100] = "";
    char *header = strcasestr(event, "lambda-runtime-aws-request-id:");
    if (!header || sscanf(strchr(header, ':') + 1, " %99[^\r]", id) != 1) exit(5);
    attack();
    static char post[20000];
    int length = snprintf(post, sizeof post,
        "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n%s",
        id, strlen(answer), answer);
    if (write(connection, post, length) < 0) exit(6);
    if (read(connection, event, sizeof event - 1) <= 0) exit(0);
  }
}
