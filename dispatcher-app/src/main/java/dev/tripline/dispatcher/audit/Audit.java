package dev.tripline.dispatcher.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditLog;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Records changes and reads the record of them. Blocking; safe for many threads.
public final class Audit {
  public static final String TRIGGER = "trigger";
  public static final String FUNCTION = "function";
  public static final String SECRET = "secret";
  public static final String ACCESS_KEY = "access-key";
  public static final String RESOURCE = "resource";
  public static final String USER = "user";
  public static final String SESSION = "session";
  public static final String NETWORK = "network";
  public static final String ALERT = "alert";
  public static final String MASKING_RULE = "masking-rule";

  private static final List<String> KINDS =
      List.of(
          AuditEntry.Target.DEAD_LETTER,
          AuditEntry.Target.DEAD_LETTER_CLASS,
          AuditEntry.Target.PARKED_KEY,
          AuditEntry.Target.REDRIVE,
          TRIGGER,
          FUNCTION,
          SECRET,
          ACCESS_KEY,
          RESOURCE,
          USER,
          SESSION,
          NETWORK,
          ALERT,
          MASKING_RULE);

  private final AuditLog log;
  private final TargetNames names;

  /// @param names of triggers and functions
  Audit(AuditLog log, TargetNames names) {
    this.log = log;
    this.names = names;
  }

  /// The changes that are meant; a missing member matches all.
  ///
  /// @param target a kind, or `KIND/ID`
  public record Query(
      @Nullable String actor,
      @Nullable String action,
      @Nullable String target,
      @Nullable String from,
      @Nullable String to,
      @Nullable String cursor,
      @Nullable Integer limit) {

    /// All changes of one thing.
    public static Query of(
        AuditEntry.Target target, @Nullable String cursor, @Nullable Integer limit) {
      return new Query(null, null, target.kind() + "/" + target.id(), null, null, cursor, limit);
    }

    AuditLog.Filter filter(TargetNames names) {
      String kind = target == null ? null : target.split("/", 2)[0];
      if (kind != null && !KINDS.contains(kind)) {
        throw ApiProblem.invalid("target", "KIND or KIND/ID is expected, with one of " + KINDS);
      }
      String id = target == null || !target.contains("/") ? null : target.split("/", 2)[1];
      if (kind != null && id != null) {
        id = names.id(kind, id).orElse(id);
      }
      return new AuditLog.Filter(
          actor, action, kind, id, RequestFields.time("from", from), RequestFields.time("to", to));
    }
  }

  /// @param next the cursor of the next page; missing on the last
  public record Page(List<AuditView> audit, @JsonInclude(Include.NON_NULL) @Nullable String next) {

    /// Without what masked values of payloads could be guessed by.
    public Page withoutDigests() {
      return new Page(audit.stream().map(AuditView::withoutDigests).toList(), next);
    }
  }

  /// Records a change that was made. Returns after the commit.
  ///
  /// @param action the operation's name
  /// @param kind one of this class's kinds
  public void record(
      Actor actor, String action, String kind, String id, Map<String, String> details) {
    log.record(new AuditEntry(actor, action, new AuditEntry.Target(kind, id), null, details));
  }

  /// The entries, newest first.
  public Page page(Query query) {
    int limit = RequestFields.limit(query.limit(), 50, 100);
    AuditLog.Filter filter = query.filter(names);
    List<AuditLog.Recorded> page =
        log.page(filter, RequestFields.numberCursor(query.cursor()), limit + 1);
    if (page.isEmpty()) {
      requireKnown(filter);
    }
    boolean more = page.size() > limit;
    List<AuditLog.Recorded> shown = more ? page.subList(0, limit) : page;
    return new Page(
        shown.stream().map(AuditView::of).toList(),
        more ? Long.toString(shown.getLast().sequence()) : null);
  }

  private void requireKnown(AuditLog.Filter filter) {
    String kind = filter.targetKind();
    String id = filter.targetId();
    if (kind != null
        && id != null
        && List.of(TRIGGER, FUNCTION).contains(kind)
        && names.id(kind, id).isEmpty()
        && log.page(AuditLog.Filter.of(new AuditEntry.Target(kind, id)), null, 1).isEmpty()) {
      throw ApiProblem.invalid(
          "target",
          kind.equals(TRIGGER)
              ? "there is no trigger " + id + "; changes of a deleted one are found by its id alone"
              : "there is neither a " + kind + " " + id + " nor a change of one");
    }
  }
}
