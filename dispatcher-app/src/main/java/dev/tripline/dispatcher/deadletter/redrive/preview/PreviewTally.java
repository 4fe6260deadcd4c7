package dev.tripline.dispatcher.deadletter.redrive.preview;

import dev.tripline.dispatcher.deadletter.redrive.preview.TransformPreview.Reason;
import dev.tripline.dispatcher.deadletter.redrive.preview.TransformPreview.Sample;
import dev.tripline.dispatcher.deadletter.transform.PayloadDiff;
import dev.tripline.dispatcher.deadletter.transform.Transformation.Result;
import dev.tripline.dispatcher.masking.Mask;
import dev.tripline.dispatcher.masking.MaskedPayload;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.spi.deadletter.DeadLetter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts what becomes of payloads, and keeps some as samples, in which values are masked. For one thread.
final class PreviewTally {
  private static final int SAMPLES = 5;
  private static final int DIFFERENT_REASONS = 100;
  private static final int SHOWN_REASONS = 10;

  private final Map<String, Long> counts = new HashMap<>();
  private final Map<String, Long> reasons = new HashMap<>();
  private final List<Sample> samples = new ArrayList<>();
  private final Masking masking;
  private long looked;

  PreviewTally(Masking masking) {
    this.masking = masking;
  }

  void add(DeadLetter letter, Result result) {
    looked++;
    switch (result) {
      case Result.Unchanged _ -> count("unchanged");
      case Result.Changed(byte[] payload) -> {
        if (count("changed") <= SAMPLES) {
          sample(letter, "changed", null, shown(letter).diff(payload));
        }
      }
      case Result.Failed(String reason) -> {
        String shown = shown(letter).words(reason);
        note(shown);
        if (count("failed") <= SAMPLES) {
          sample(letter, "failed", shown, List.of());
        }
      }
      case Result.Violating violating -> {
        Shown shown = shown(letter);
        String reason = shown.words(violating.reason());
        note(reason);
        if (count("violating") <= SAMPLES) {
          sample(letter, "violating", reason, shown.diff(violating.payload()));
        }
      }
    }
  }

  private Shown shown(DeadLetter letter) {
    Mask mask = masking.of(letter.function().name(), letter.triggerId());
    return new Shown(letter, mask, mask.isNone() ? null : mask.of(letter.payload()));
  }

  /// @param before the letter's payload as it is shown; null if all of it is
  private record Shown(DeadLetter letter, Mask mask, @Nullable MaskedPayload before) {

    private List<PayloadDiff.Line> diff(byte[] after) {
      return before == null
          ? PayloadDiff.of(letter.payload(), after)
          : PayloadDiff.of(before.shown(), before.words(mask.of(after).shown()));
    }

    private String words(String reason) {
      return before == null ? reason : String.valueOf(before.words(reason));
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
