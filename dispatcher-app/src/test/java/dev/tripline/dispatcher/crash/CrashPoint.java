package dev.tripline.dispatcher.crash;

import dev.tripline.spi.invocation.Milestone;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Halts the process, as SIGKILL would, when a milestone is reached for the n-th time: no shutdown
/// hook runs and nothing is flushed. Chosen by `-Dcrash.at=NAME:nth`.
public final class CrashPoint implements Milestone.Listener {
  public static final String PROPERTY = "crash.at";
  static final int EXIT_STATUS = 86;

  private final Milestone milestone;
  private final AtomicInteger left;

  private CrashPoint(Milestone milestone, int nth) {
    this.milestone = milestone;
    this.left = new AtomicInteger(nth);
  }

  static Milestone.Listener of(@Nullable String setting) {
    if (setting == null) {
      return Milestone.Listener.NONE;
    }
    int colon = setting.indexOf(':');
    return new CrashPoint(
        Milestone.valueOf(setting.substring(0, colon)),
        Integer.parseInt(setting.substring(colon + 1)));
  }

  @Override
  public void reached(Milestone reached) {
    if (reached == milestone && left.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(EXIT_STATUS);
    }
  }
}
