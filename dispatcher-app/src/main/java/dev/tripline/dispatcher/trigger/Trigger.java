package dev.tripline.dispatcher.trigger;

import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A registered trigger: a source and the function that its events go to.
///
/// @param id never used again, also when a trigger of the same name is made again
/// @param form the source as it was given, with defaults filled in; holds references to secrets only
/// @param source the meaning of `form`
/// @param sharing what it shares with others
/// @param deadLetterRetention how long its dead letters are kept; zero for ever, null as long as those of others
/// @param revision raised at every change
public record Trigger(
    String id,
    String name,
    FunctionTarget function,
    boolean paused,
    ObjectNode form,
    TriggerSource source,
    Sharing sharing,
    @Nullable Duration deadLetterRetention,
    long revision,
    Instant createdAt,
    Instant updatedAt) {

  /// One whose dead letters are kept as long as those of others.
  public Trigger(
      String id,
      String name,
      FunctionTarget function,
      boolean paused,
      ObjectNode form,
      TriggerSource source,
      Sharing sharing,
      long revision,
      Instant createdAt,
      Instant updatedAt) {
    this(id, name, function, paused, form, source, sharing, null, revision, createdAt, updatedAt);
  }

  /// What a trigger shares with others.
  ///
  /// @param resource the shared resource whose budget its invocations take part in; null for none
  /// @param tenantKey where the tenant of an event is, as a JSON pointer into it: tenants share the
  ///     function fairly; null if it has none
  public record Sharing(@Nullable String resource, @Nullable String tenantKey) {
    public static final Sharing NONE = new Sharing(null, null);
  }

  /// The source, for those who know its kind.
  ///
  /// @throws ClassCastException if it is of another kind
  public <S extends TriggerSource> S source(Class<S> kind) {
    return kind.cast(source);
  }
}
