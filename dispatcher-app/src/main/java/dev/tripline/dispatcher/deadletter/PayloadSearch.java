package dev.tripline.dispatcher.deadletter;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.masking.Mask;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.masking.rule.MaskingRules;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.redrive.DeadLetterScan;
import dev.tripline.spi.redrive.RedriveScope;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Finds dead letters by what is in their payloads. Looks at one letter after the other, at so many in one
/// search, and says how many these were. Blocking; safe for many threads.
public final class PayloadSearch {
  private static final int PAGE = 200;
  private static final int MOST_LOOKED = 10_000;
  private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();

  private final DeadLetters letters;
  private final DeadLetterScan scan;
  private final MaskingRules rules;

  PayloadSearch(DeadLetters letters, DeadLetterScan scan, MaskingRules rules) {
    this.letters = letters;
    this.scan = scan;
    this.rules = rules;
  }

  /// A place in payloads and the value that is looked for there.
  ///
  /// @param path a [PayloadPath]; null to look at no payload
  /// @param value null for any
  public record Contained(@Nullable String path, @Nullable String value) {

    /// @return null if no payload is to be looked at
    /// @throws ApiProblem if the path is none
    @Nullable PayloadPath parsed() {
      if (path == null) {
        if (value != null) {
          throw ApiProblem.invalid("path", "is missing: where the value is looked for");
        }
        return null;
      }
      return PayloadPath.of("path", path);
    }

    /// @throws ApiProblem 403 if payloads are to be looked at that are not shown to the caller
    public void requireAllowed(HttpServletRequest request) {
      if (path != null && !Caller.seesContent(request)) {
        throw ApiProblem.forbidden("payloads are searched only by those who may see them");
      }
    }

    /// @throws ApiProblem if the path is none
    public void requireValid() {
      parsed();
    }

    /// Whether a letter has it, as it is shown: a search finds nothing out about masked values.
    public boolean matches(DeadLetter letter, Masking masking) {
      PayloadPath parsed = parsed();
      if (parsed == null) {
        return true;
      }
      Mask mask = masking.of(letter.function().name(), letter.triggerId());
      if (mask.isNone()) {
        return parsed.leadsTo(letter.payload(), value);
      }
      JsonNode shown = mask.searched(letter.payload());
      return shown != null
          && parsed.leadsTo(shown, value == null ? null : Mask.searchedText(value));
    }
  }

  /// The letters that match, newest first. The next page may be there although this one is not full, or
  /// has no letter at all.
  ///
  /// @param cursor `next` of the page before; null for the first one
  public DeadLetters.Page list(
      Selection selection, Contained contained, @Nullable String cursor, int limit) {
    if (contained.parsed() == null) {
      return letters.list(selection, cursor, limit);
    }
    Masking masking = rules.now();
    RedriveScope scope = RedriveScope.of(letters.filter(selection));
    String before = RequestFields.idCursor(cursor);
    List<DeadLetterEntry> found = new ArrayList<>();
    long begin = System.nanoTime();
    int looked = 0;
    DeadLetterScan.Page page = scan.newestFirst(scope, before, PAGE);
    while (!page.letters().isEmpty()) {
      for (DeadLetter letter : page.letters()) {
        looked++;
        if (contained.matches(letter, masking)) {
          found.add(letters.entry(letter));
        }
        boolean enough = found.size() == limit || looked == MOST_LOOKED;
        if (enough || System.nanoTime() - begin > LONGEST_NANOS) {
          return new DeadLetters.Page(found, more(scope, letter.id()), looked);
        }
      }
      if (page.next() == null) {
        break;
      }
      page = scan.newestFirst(scope, page.next(), PAGE);
    }
    return new DeadLetters.Page(found, null, looked);
  }

  private @Nullable String more(RedriveScope scope, String last) {
    return scan.newestFirst(scope, last, 1).letters().isEmpty() ? null : last;
  }
}
