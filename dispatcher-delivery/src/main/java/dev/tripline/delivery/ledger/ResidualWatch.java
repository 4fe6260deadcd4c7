package dev.tripline.delivery.ledger;

import org.jspecify.annotations.Nullable;

/// Tells a miscount from a look that fell between counting an event and letting go of it. Used by one
/// thread.
final class ResidualWatch {
  /// So many looks in a row do not fall between all by accident.
  private static final int BUSY_LOOKS = 10;

  private CountedLedger.@Nullable Sample before;
  private int lopsided;

  /// Whether the sample's residual is certain: it is the one that is known already, or it was the same
  /// when nothing was counted in between, or it has had the same sign for many looks.
  boolean sampled(CountedLedger.Sample sample, long known) {
    CountedLedger.Sample last = before;
    before = sample;
    long residual = sample.residual();
    if (residual == known) {
      lopsided = 0;
      return true;
    }
    boolean sameSign = last != null && Long.signum(last.residual()) == Long.signum(residual);
    lopsided = sameSign ? lopsided + 1 : 1;
    return sample.equals(last) || lopsided >= BUSY_LOOKS;
  }
}
