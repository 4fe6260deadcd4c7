package dev.tripline.delivery.lease;

import dev.tripline.spi.store.NodeLease;
import java.util.ArrayList;
import java.util.List;

/// A lease that does as a test says.
final class ScriptedLease implements NodeLease {
  final List<Claim> claims = new ArrayList<>();
  long epoch = 1;
  boolean held = true;
  boolean silent;
  int toRescue;

  void claim(long sequence, long token) {
    claims.add(new Claim(Work.INVOCATION, sequence, token));
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public boolean holds(long ofClaim) {
    return held && epoch == ofClaim;
  }

  @Override
  public boolean heartbeat() {
    answer();
    return held;
  }

  @Override
  public int rescue() {
    answer();
    return toRescue;
  }

  @Override
  public List<Claim> claims() {
    answer();
    return List.copyOf(claims);
  }

  @Override
  public int giveBack(List<Claim> back) {
    answer();
    int before = claims.size();
    claims.removeAll(back);
    return before - claims.size();
  }

  @Override
  public void release() {
    answer();
    claims.clear();
  }

  private void answer() {
    if (silent) {
      throw new IllegalStateException("the store is silent");
    }
  }
}
