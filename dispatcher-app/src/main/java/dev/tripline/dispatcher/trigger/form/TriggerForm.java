package dev.tripline.dispatcher.trigger.form;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.rest.MergePatch;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Turns requests into triggers, or reports all their errors.
public final class TriggerForm {
  /// Triggers are asked for by id or name, so that a name must not be the id of another one.
  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private static final FunctionTarget NOWHERE = FunctionTarget.latest("-");

  private static final String RETENTION = "deadLetterRetentionSeconds";
  private static final int SHORTEST_RETENTION = 60;
  private static final int LONGEST_RETENTION = 10 * 366 * 24 * 3_600;

  private final Functions functions;
  private final SourceForm sources;
  private final SharingForm sharing;

  public TriggerForm(Functions functions, SourceForm sources, SharingForm sharing) {
    this.functions = functions;
    this.sources = sources;
    this.sharing = sharing;
  }

  /// @param id that the trigger will have
  /// @throws InvalidTriggerException if anything is wrong
  public TriggerRequest create(String id, ObjectNode request) {
    List<FieldError> errors = new ArrayList<>();
    var reader = new FormReader(request.deepCopy(), "", errors);
    String name = reader.required("name");
    if (!name.isEmpty() && !name.matches("[A-Za-z0-9_-]{1,64}")) {
      reader.invalid("name", "must be 1 to 64 letters, digits, hyphens or underscores");
    }
    if (!name.equals(id) && ID.matcher(name).matches()) {
      reader.invalid("name", "must not look like an id");
    }
    FunctionTarget target = target(reader, reader.required("function"));
    boolean paused = reader.flag("paused", false);
    if (!reader.has("source")) {
      reader.invalid("source", "is required");
    }
    ObjectNode form = object(request.get("source"));
    reader.object("source");
    TriggerSource source = sources.read(new FormReader(form, "source.", errors), id, true);
    Trigger.Sharing sharing = this.sharing.read(reader, source);
    Duration retention = retention(reader);
    reader.refuseUnknown();
    return new TriggerRequest(
        name, target, paused, form, valid(source, errors), sharing, retention);
  }

  /// A merge patch of the trigger: null gives `paused` its standard value, and is an error for what a
  /// trigger must have.
  ///
  /// @throws InvalidTriggerException if anything is wrong with the result
  public TriggerRequest patch(Trigger old, ObjectNode request) {
    List<FieldError> errors = new ArrayList<>();
    var reader = new FormReader(request.deepCopy(), "", errors);
    FunctionTarget target = old.function();
    if (request.has("function")) {
      target = target(reader, reader.required("function"));
    }
    boolean paused = request.has("paused") ? reader.flag("paused", false) : old.paused();
    ObjectNode form = old.form().deepCopy();
    if (request.has("name") && !old.name().equals(reader.text("name"))) {
      reader.invalid("name", "cannot be changed");
    }
    if (request.has("source")) {
      if (request.path("source").isNull()) {
        reader.invalid("source", "is required");
      }
      reader.object("source");
      merge(form, object(request.get("source")), reader);
    }
    TriggerSource source = sources.read(new FormReader(form, "source.", errors), old.id(), true);
    Trigger.Sharing changed = sharing.change(reader, request, old.sharing(), source);
    Duration retention = retention(reader);
    reader.refuseUnknown();
    return new TriggerRequest(
        old.name(),
        target,
        paused,
        form,
        valid(source, errors),
        changed,
        request.has(RETENTION) ? retention : old.deadLetterRetention());
  }

  private static TriggerSource valid(@Nullable TriggerSource source, List<FieldError> errors) {
    if (source == null || !errors.isEmpty()) {
      throw new InvalidTriggerException(errors);
    }
    return source;
  }

  private static @Nullable Duration retention(FormReader reader) {
    Integer seconds = reader.optionalInteger(RETENTION, 0, LONGEST_RETENTION);
    if (seconds != null && seconds > 0 && seconds < SHORTEST_RETENTION) {
      reader.invalid(
          RETENTION,
          "must be 0 for ever, or %d to %d".formatted(SHORTEST_RETENTION, LONGEST_RETENTION));
    }
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  private void merge(ObjectNode form, ObjectNode changes, FormReader reader) {
    String kind = form.path("kind").asString();
    if (changes.has("kind") && !kind.equals(changes.path("kind").asString())) {
      reader.invalid("source.kind", "cannot be changed");
      changes.remove("kind");
    }
    for (String name : changes.propertyNames()) {
      JsonNode value = changes.path(name);
      if (sources.identity(kind).contains(name) && !value.equals(form.get(name))) {
        reader.invalid("source." + name, "cannot be changed: make another trigger");
      }
    }
    MergePatch.apply(form, changes);
  }

  private static ObjectNode object(@Nullable JsonNode node) {
    return node instanceof ObjectNode object
        ? object.deepCopy()
        : JsonNodeFactory.instance.objectNode();
  }

  private FunctionTarget target(FormReader reader, String text) {
    if (text.isEmpty()) {
      return NOWHERE;
    }
    Optional<FunctionTarget> target = functions.parse(text);
    if (target.isEmpty() || !functions.existsAnywhere(target.get())) {
      reader.invalid("function", "does not exist: " + text);
    }
    return target.orElse(NOWHERE);
  }
}
