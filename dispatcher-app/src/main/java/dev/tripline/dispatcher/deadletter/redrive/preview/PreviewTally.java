package dev.tripline.dispatcher.deadletter.redrive.preview;

import dev.tripline.dispatcher.deadletter.redrive.preview.TransformPreview.Reason;
import dev.tripline.dispatcher.deadletter.redrive.preview.TransformPreview.Sample;
import dev.tripline.dispatcher.deadletter.transform.PayloadDiff;
import dev.tripline.dispatcher.deadletter.transform.Transformation.Result;
import dev.tripline.spi.deadletter.DeadLetter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts what becomes of payloads, and keeps some as samples. For one thread.
final class PreviewTally {
  private static final int SAMPLES = 5;
  private static final int DIFFERENT_REASONS = 100;
  private static final int SHOWN_REASONS = 10;

  private final Map<String, Long> counts = new HashMap<>();
  private final Map<String, Long> reasons = new HashMap<>();
  private final List<Sample> samples = new ArrayList<>();
  private long looked;

  void add(DeadLetter letter, Result result) {
    looked++;
    switch (result) {
      case Result.Unchanged _ -> count("unchanged");
      case Result.Changed(byte[] payload) -> {
        if (count("changed") <= SAMPLES) {
          sample(letter, "changed", null, PayloadDiff.of(letter.payload(), payload));
        }
      }
      case Result.Failed(String reason) -> {
        note(reason);
        if (count("failed") <= SAMPLES) {
          sample(letter, "failed", reason, List.of());
        }
      }
      case Result.Violating violating -> {
        note(violating.reason());
        if (count("violating") <= SAMPLES) {
          List<PayloadDiff.Line> diff = PayloadDiff.of(letter.payload(), violating.payload());
          sample(letter, "violating", violating.reason(), diff);
        }
      }
    }
  }

  private long count(String outcome) {
    return counts.merge(outcome, 1L, Long::sum);
  }

  private void sample(
      DeadLetter letter, String outcome, @Nullable String reason, List<PayloadDiff.Line> diff) {
    samples.add(new Sample(letter.id(), outcome, reason, diff));
  }

  private void note(String reason) {
    boolean known = reasons.containsKey(reason) || reasons.size() < DIFFERENT_REASONS;
    reasons.merge(known ? reason : "other reasons", 1L, Long::sum);
  }

  long looked() {
    return looked;
  }

  TransformPreview preview(@Nullable String next) {
    return new TransformPreview(
        looked,
        of("unchanged"),
        of("changed"),
        of("failed"),
        of("violating"),
        next,
        reasons.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(SHOWN_REASONS)
            .map(entry -> new Reason(entry.getKey(), entry.getValue()))
            .toList(),
        List.copyOf(samples));
  }

  private long of(String outcome) {
    return counts.getOrDefault(outcome, 0L);
  }
}
