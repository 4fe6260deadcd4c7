package dev.tripline.delivery.lease;

import dev.tripline.spi.store.NodeLease.Claim;
import dev.tripline.spi.store.NodeLease.Work;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// The claims of one kind of which this node knows: they wait in memory, run, or are being settled.
/// Compared with the store's, they show the claims whose answer got lost. Safe for many threads.
public final class HeldClaims {
  private final Work work;
  private final Set<Claim> held = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean doubt = new AtomicBoolean();

  /// Claims that are being made, of the present wave and of the one before.
  private final AtomicIntegerArray asking = new AtomicIntegerArray(2);

  private volatile int wave;

  public HeldClaims(Work work) {
    this.work = work;
  }

  /// The store is about to be asked for claims. [#asked] follows once they are added, or the answer is
  /// lost.
  ///
  /// @return a ticket for [#asked]
  public int asking() {
    while (true) {
      int present = wave & 1;
      asking.incrementAndGet(present);
      if ((wave & 1) == present) {
        return present;
      }
      asking.decrementAndGet(present);
    }
  }

  public void asked(int ticket) {
    asking.decrementAndGet(ticket);
  }

  public void add(long sequence, long token) {
    held.add(new Claim(work, sequence, token));
  }

  /// It is settled, or no longer this node's.
  public void remove(long sequence, long token) {
    held.remove(new Claim(work, sequence, token));
  }

  /// An answer got lost: the store may hold claims of which nothing is known here.
  public void doubt() {
    doubt.set(true);
  }

  /// Whether there was a doubt since the last call.
  public boolean takeDoubt() {
    return doubt.getAndSet(false);
  }

  /// Begins to wait until everything that is being asked for now is answered. Called by one thread,
  /// when the last wait is over.
  public void beginWave() {
    wave = wave ^ 1;
  }

  /// Whether everything is answered that was being asked for when the wave began.
  public boolean answered() {
    return asking.get((wave & 1) ^ 1) == 0;
  }

  /// Whether a claim of the store is of this kind and unknown here.
  public boolean misses(Claim claim) {
    return claim.work() == work && !held.contains(claim);
  }
}
