package dev.tripline.dispatcher.crash.changes;

/// Points of the way of changes at which a crash must lose nothing, and leave the database believing no
/// more than the checkpoint does.
enum ChangeCrashPoint {
  /// The log is this node's, and nothing of it was read.
  CLAIMED,

  /// The function has answered, the checkpoint is not written.
  CHECKPOINT_BEFORE_COMMIT,

  /// The checkpoint is durable, the database was not told.
  CHECKPOINT_AFTER_COMMIT,

  /// The database was told.
  SOURCE_CONFIRMED;

  /// `-Dcrash.at=NAME:nth`.
  static final String PROPERTY = "crash.at";

  static final int EXIT_STATUS = 86;

  String at(int nth) {
    return "-D%s=%s:%d".formatted(PROPERTY, name(), nth);
  }
}
