package dev.tripline.cli.output;

/// The state of something that has a known end, as one line.
public final class ProgressBar {
  private static final int CELLS = 30;

  private ProgressBar() {}

  /// Such as `[=====>    ]  50 %  5 of 10  note`.
  ///
  /// @param done not above `all`, or taken as `all`
  public static String line(long done, long all, String note) {
    long bounded = Math.clamp(done, 0, Math.max(all, 0));
    double share = all <= 0 ? 1 : (double) bounded / all;
    int full = (int) (share * CELLS);
    StringBuilder bar = new StringBuilder("[").repeat('=', full);
    if (full < CELLS) {
      bar.append('>').repeat(' ', CELLS - full - 1);
    }
    return "%s] %3d %%  %d of %d  %s"
        .formatted(bar, (int) (share * 100), bounded, Math.max(all, 0), note)
        .stripTrailing();
  }
}
