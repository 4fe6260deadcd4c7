package dev.tripline.dispatcher.deadletter.redrive.preview;

import dev.tripline.dispatcher.deadletter.redrive.Redrives;
import dev.tripline.dispatcher.deadletter.transform.Computation;
import dev.tripline.dispatcher.deadletter.transform.Transformation;
import dev.tripline.dispatcher.masking.rule.MaskingRules;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.redrive.DeadLetterScan;
import dev.tripline.spi.redrive.RedriveScope;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Dry runs of transformations. Nothing is changed. Blocking; safe for many threads, of which few go on at
/// once.
public final class TransformPreviews {
  private static final int STANDARD = 25_000;
  private static final int MOST = 100_000;
  private static final int PAGE = 200;
  private static final int AT_ONCE = 2;
  private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();

  private final Redrives redrives;
  private final DeadLetterScan scan;
  private final int payloadLimit;
  private final MaskingRules rules;
  private final Semaphore places = new Semaphore(AT_ONCE);

  /// @param payloadLimit bytes of a new payload at most
  TransformPreviews(Redrives redrives, DeadLetterScan scan, int payloadLimit, MaskingRules rules) {
    this.rules = rules;
    this.redrives = redrives;
    this.scan = scan;
    this.payloadLimit = payloadLimit;
  }

  /// Looks at letters, oldest first, until the limit or half a minute is reached.
  public TransformPreview preview(PreviewForm form) {
    if (form.transform() == null) {
      throw ApiProblem.invalid("transform", "is missing");
    }
    Transformation transformation = Transformation.of(form.transform(), payloadLimit);
    RedriveScope scope = redrives.scope(form.redrive());
    int limit = RequestFields.limit(form.limit(), STANDARD, MOST);
    String after = Objects.requireNonNullElse(RequestFields.idCursor(form.cursor()), "");
    if (!places.tryAcquire()) {
      throw ApiProblem.unavailable(
          "there are " + AT_ONCE + " dry runs already", Duration.ofSeconds(5));
    }
    try {
      return Computation.run("transform-preview", () -> look(transformation, scope, after, limit));
    } finally {
      places.release();
    }
  }

  private TransformPreview look(
      Transformation transformation, RedriveScope scope, String cursor, int limit) {
    PreviewTally tally = new PreviewTally(rules.now());
    long begin = System.nanoTime();
    @Nullable String next = cursor;
    while (next != null && tally.looked() < limit) {
      int size = (int) Math.min(PAGE, limit - tally.looked());
      DeadLetterScan.Page page = scan.oldestFirst(scope, next, size);
      for (DeadLetter letter : page.letters()) {
        tally.add(letter, transformation.apply(letter));
        next = letter.id();
        if (System.nanoTime() - begin > LONGEST_NANOS) {
          return tally.preview(next);
        }
      }
      next = page.next();
    }
    return tally.preview(next);
  }
}
