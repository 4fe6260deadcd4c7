package dev.tripline.runtime.sandbox.filter;

/// System calls that are refused whatever their arguments, with their numbers (`unistd_64.h` for x86-64,
/// `asm-generic/unistd.h` for aarch64). Functions on Lambda have no use for them; most of what has been
/// found wrong in kernels was reached through them.
enum SystemCall {
  // Other processes
  PTRACE(101, 117),
  PROCESS_VM_READV(310, 270),
  PROCESS_VM_WRITEV(311, 271),
  KCMP(312, 272),
  PIDFD_GETFD(438, 438),

  // Keys, programs in the kernel, page faults and events of it
  ADD_KEY(248, 217),
  REQUEST_KEY(249, 218),
  KEYCTL(250, 219),
  BPF(321, 280),
  USERFAULTFD(323, 282),
  PERF_EVENT_OPEN(298, 241),
  IO_URING_SETUP(425, 425),
  IO_URING_ENTER(426, 426),
  IO_URING_REGISTER(427, 427),
  FANOTIFY_INIT(300, 262),
  LOOKUP_DCOOKIE(212, 18),
  SYSLOG(103, 116),

  // Mounts and roots
  MOUNT(165, 40),
  UMOUNT(166, 39),
  PIVOT_ROOT(155, 41),
  CHROOT(161, 51),
  OPEN_TREE(428, 428),
  MOVE_MOUNT(429, 429),
  FSOPEN(430, 430),
  FSCONFIG(431, 431),
  FSMOUNT(432, 432),
  FSPICK(433, 433),
  MOUNT_SETATTR(442, 442),
  OPEN_TREE_ATTR(467, 467),
  NAME_TO_HANDLE_AT(303, 264),
  OPEN_BY_HANDLE_AT(304, 265),
  SETNS(308, 268),

  // Memory that no one sees in the process
  SHMGET(29, 194),
  MSGGET(68, 186),
  MEMFD_SECRET(447, 447),

  // The machine as a whole
  ACCT(163, 89),
  QUOTACTL(179, 60),
  QUOTACTL_FD(443, 443),
  SWAPON(167, 224),
  SWAPOFF(168, 225),
  REBOOT(169, 142),
  KEXEC_LOAD(246, 104),
  KEXEC_FILE_LOAD(320, 294),
  INIT_MODULE(175, 105),
  FINIT_MODULE(313, 273),
  DELETE_MODULE(176, 106),
  SETTIMEOFDAY(164, 170),
  CLOCK_SETTIME(227, 112),
  CLOCK_ADJTIME(305, 266),
  VHANGUP(153, 58),
  NFSSERVCTL(180, 42),

  // Only on x86-64
  IOPL(172, SystemCall.NONE),
  IOPERM(173, SystemCall.NONE),
  MODIFY_LDT(154, SystemCall.NONE),
  USELIB(134, SystemCall.NONE),
  USTAT(136, SystemCall.NONE),
  SYSCTL(156, SystemCall.NONE),
  CREATE_MODULE(174, SystemCall.NONE);

  static final int NONE = -1;

  private final int x86;
  private final int arm;

  SystemCall(int x86, int arm) {
    this.x86 = x86;
    this.arm = arm;
  }

  /// [#NONE] if the processor has no such call.
  int number(Processor processor) {
    return switch (processor) {
      case X86_64 -> x86;
      case AARCH64 -> arm;
    };
  }
}
