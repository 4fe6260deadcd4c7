package dev.tripline.dispatcher.deadletter.bulk;

import dev.tripline.dispatcher.deadletter.DeadLetterView;
import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.PayloadSearch.Contained;
import dev.tripline.dispatcher.deadletter.Selection;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.masking.rule.MaskingRules;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.redrive.DeadLetterScan;
import dev.tripline.spi.redrive.RedriveScope;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Writes dead letters, oldest first, page by page: those that were there when it began, without those that
/// left meanwhile. Blocking; safe for many threads, of which some go on at once.
public final class LetterExport {
  private static final int PAGE = 200;
  private static final int AT_ONCE = 4;

  private final DeadLetters letters;
  private final DeadLetterQueries queries;
  private final DeadLetterScan scan;
  private final AuditLog audit;
  private final MaskingRules rules;
  private final Semaphore places = new Semaphore(AT_ONCE);

  LetterExport(
      DeadLetters letters,
      DeadLetterQueries queries,
      DeadLetterScan scan,
      AuditLog audit,
      MaskingRules rules) {
    this.rules = rules;
    this.letters = letters;
    this.queries = queries;
    this.scan = scan;
    this.audit = audit;
  }

  /// @param content whether payloads and words of functions are shown
  record Wanted(Selection selection, Contained contained, ExportFormat format, boolean content) {}

  /// An export that can be written. To be closed.
  interface Ready extends AutoCloseable {
    void write(OutputStream out) throws IOException;

    @Override
    void close();
  }

  /// @throws ApiProblem if nothing can be exported so
  Ready begin(Wanted wanted, Actor actor) {
    Filter filter = letters.filter(wanted.selection);
    wanted.contained.requireValid();
    if (!places.tryAcquire()) {
      throw ApiProblem.unavailable(
          "there are " + AT_ONCE + " exports already", Duration.ofSeconds(5));
    }
    try {
      audit.record(
          new AuditEntry(
              actor, "ExportDeadLetters", Target.deadLetter("*"), null, details(wanted)));
      String last =
          queries.page(filter, null, 1).stream().findFirst().map(one -> one.id()).orElse("");
      return new Ready() {
        @Override
        public void write(OutputStream out) throws IOException {
          LetterExport.this.write(RedriveScope.of(filter).until(last), wanted, out);
        }

        @Override
        public void close() {
          places.release();
        }
      };
    } catch (RuntimeException e) {
      places.release();
      throw e;
    }
  }

  private static Map<String, String> details(Wanted wanted) {
    Map<String, String> details = new HashMap<>();
    details.put("format", wanted.format.word());
    details.put("payloads", Boolean.toString(wanted.content));
    put(details, "function", wanted.selection.function());
    put(details, "trigger", wanted.selection.trigger());
    put(details, "classId", wanted.selection.classId());
    put(details, "path", wanted.contained.path());
    return details;
  }

  private static void put(Map<String, String> details, String name, @Nullable String value) {
    if (value != null) {
      details.put(name, value);
    }
  }

  private void write(RedriveScope scope, Wanted wanted, OutputStream out) throws IOException {
    write(out, wanted.format.head());
    @Nullable String next = "";
    while (next != null) {
      Masking masking = rules.now();
      DeadLetterScan.Page page = scan.oldestFirst(scope, next, PAGE);
      for (DeadLetter letter : page.letters()) {
        if (wanted.contained.matches(letter, masking)) {
          DeadLetterView view = DeadLetterView.of(letter, DeadLetterView.Beside.NOTHING);
          DeadLetterView shown = wanted.content ? view.masked(masking) : view.withoutContent();
          write(out, wanted.format.line(letter, shown));
        }
      }
      out.flush();
      next = page.next();
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
