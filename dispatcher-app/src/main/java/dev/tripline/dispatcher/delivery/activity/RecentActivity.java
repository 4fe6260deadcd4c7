package dev.tripline.dispatcher.delivery.activity;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.DeliveryEvents;
import dev.tripline.dispatcher.masking.Masking;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The last steps of asynchronous deliveries of this node, the newest first. Safe for many threads.
public final class RecentActivity implements AutoCloseable {
  private static final int KEPT = 30;

  private final AtomicReferenceArray<Step> steps = new AtomicReferenceArray<>(KEPT);
  private final AtomicLong taken = new AtomicLong();
  private final InstantSource clock;
  private final Runnable unsubscribe;

  public RecentActivity(DeliveryEvents events, InstantSource clock) {
    this.clock = clock;
    this.unsubscribe = events.subscribe(this::keep);
  }

  private record Step(long number, Instant at, DeliveryEvent event) {}

  /// One step.
  ///
  /// @param kind as `/v1/activity` names it
  /// @param error the function's or the destination's own words
  /// @param deadLetterId of a step that made one
  public record Happening(
      Instant at,
      String kind,
      @Nullable String function,
      @Nullable String requestId,
      @Nullable String error,
      @Nullable String deadLetterId) {

    public Happening withoutContent() {
      return new Happening(at, kind, function, requestId, null, deadLetterId);
    }

    /// With the words of the function as the rules show them.
    public Happening masked(Masking masking) {
      return new Happening(
          at, kind, function, requestId, masking.words(function, error), deadLetterId);
    }
  }

  public List<Happening> latest() {
    return IntStream.range(0, KEPT)
        .mapToObj(steps::get)
        .filter(Objects::nonNull)
        .sorted(Comparator.comparingLong(Step::number).reversed())
        .map(RecentActivity::happening)
        .toList();
  }

  /// Called by all deliveries, so none waits for another one.
  private void keep(DeliveryEvent event) {
    long number = taken.getAndIncrement();
    steps.set((int) (number % KEPT), new Step(number, clock.instant(), event));
  }

  private static Happening happening(Step step) {
    ActivityEntry entry = ActivityEntry.of(step.event);
    return new Happening(
        step.at,
        entry.kind(),
        entry.function(),
        member(entry, "requestId"),
        member(entry, "error"),
        member(entry, "deadLetterId"));
  }

  private static @Nullable String member(ActivityEntry entry, String name) {
    return entry.members().get(name) instanceof String text ? text : null;
  }

  @Override
  public void close() {
    unsubscribe.run();
  }
}
