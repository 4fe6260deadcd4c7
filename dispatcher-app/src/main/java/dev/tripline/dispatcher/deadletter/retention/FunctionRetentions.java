package dev.tripline.dispatcher.deadletter.retention;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The times for which dead letters are kept of functions that say so: those of events that came without a
/// trigger. They stay when a function is deleted, as its letters do. Blocking; safe for many threads.
public final class FunctionRetentions {
  private static final int SHORTEST = 60;
  private static final int LONGEST = 10 * 366 * 24 * 3_600;
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Stores stores;
  private final Functions functions;
  private final Audit audit;
  private volatile Known known = new Known(Instant.MIN, Map.of());

  FunctionRetentions(Stores stores, Functions functions, Audit audit) {
    this.stores = stores;
    this.functions = functions;
    this.audit = audit;
  }

  private record Known(Instant at, Map<String, Duration> own) {}

  /// @param deadLetterRetentionSeconds 0 for ever; missing if as long as those of others
  public record View(
      String function, @JsonInclude(Include.NON_NULL) @Nullable Long deadLetterRetentionSeconds) {}

  /// By the names of functions, from the store; zero for ever.
  public Map<String, Duration> all() {
    return stores
        .reader()
        .sql("SELECT function, seconds FROM function_letter_retention")
        .query((row, _) -> Map.entry(row.getString(1), Duration.ofSeconds(row.getLong(2))))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /// As [#all], at most a second old.
  public Map<String, Duration> recent() {
    Instant now = stores.clock().instant();
    Known latest = known;
    if (latest.at.plus(FRESH).isAfter(now)) {
      return latest.own;
    }
    Map<String, Duration> own = all();
    known = new Known(now, own);
    return own;
  }

  /// @param nameOrArn of a function, or of one that is gone and has a time
  public View find(String nameOrArn) {
    String name = name(nameOrArn);
    Duration own = all().get(name);
    if (own == null) {
      requireThere(name);
    }
    return new View(name, own == null ? null : own.toSeconds());
  }

  /// Holds for letters that are there already as well.
  ///
  /// @param seconds 0 for ever
  View put(String nameOrArn, @Nullable Integer seconds, Actor actor) {
    String name = name(nameOrArn);
    requireThere(name);
    if (seconds == null
        || seconds < 0
        || (seconds > 0 && seconds < SHORTEST)
        || seconds > LONGEST) {
      throw ApiProblem.invalid(
          "deadLetterRetentionSeconds",
          "must be 0 for ever, or %d to %d".formatted(SHORTEST, LONGEST));
    }
    stores
        .writer()
        .write(sql ->
            sql.sql(
                    "INSERT INTO function_letter_retention (function, seconds) VALUES (?, ?)"
                        + " ON CONFLICT (function) DO UPDATE SET seconds = excluded.seconds")
                .param(name)
                .param(seconds)
                .update());
    changed(name, actor, "PutDeadLetterRetention", Map.of("seconds", Integer.toString(seconds)));
    return find(name);
  }

  /// They are kept as long as those of others again.
  void delete(String nameOrArn, Actor actor) {
    String name = name(nameOrArn);
    int removed =
        stores
            .writer()
            .write(sql ->
                sql.sql("DELETE FROM function_letter_retention WHERE function = ?")
                    .param(name)
                    .update());
    if (removed == 0) {
      throw ApiProblem.notFound("the dead letters of " + name + " have no time of their own");
    }
    changed(name, actor, "DeleteDeadLetterRetention", Map.of());
  }

  private void changed(String name, Actor actor, String action, Map<String, String> details) {
    known = new Known(Instant.MIN, Map.of());
    audit.record(actor, action, Audit.FUNCTION, name, details);
  }

  private String name(String nameOrArn) {
    return functions.parse(nameOrArn).map(FunctionTarget::name).orElse(nameOrArn);
  }

  private void requireThere(String name) {
    if (!functions.existsAnywhere(FunctionTarget.latest(name))) {
      throw ApiProblem.notFound("there is no function " + name);
    }
  }
}
