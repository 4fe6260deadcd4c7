package dev.tripline.runtime.sandbox.filter;

/// System calls that a [Launcher] makes, with their numbers.
enum LauncherCall {
  WRITE(1, 64),
  CLOSE(3, 57),
  EXECVE(59, 221),
  PRCTL(157, 167),
  EXIT_GROUP(231, 94),
  OPENAT(257, 56),
  SECCOMP(317, 277),
  LANDLOCK_CREATE_RULESET(444, 444),
  LANDLOCK_ADD_RULE(445, 445),
  LANDLOCK_RESTRICT_SELF(446, 446);

  private final int x86;
  private final int arm;

  LauncherCall(int x86, int arm) {
    this.x86 = x86;
    this.arm = arm;
  }

  int number(Processor processor) {
    return switch (processor) {
      case X86_64 -> x86;
      case AARCH64 -> arm;
    };
  }
}
