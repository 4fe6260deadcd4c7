package dev.tripline.dispatcher.trigger.form;

import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.SourceTypes;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.format.Formats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Reads the `source` of a trigger: its kind, whose form reads the rest.
public final class SourceForm {
  private final SourceTypes types;

  public SourceForm(SourceTypes types) {
    this.types = types;
  }

  /// The members that say what is read; none of a kind that does not exist.
  Set<String> identity(String kind) {
    return types.find(kind).map(type -> type.traits().identity()).orElse(Set.of());
  }

  /// The meaning of a stored form. What it names need not be there at the moment.
  ///
  /// @throws InvalidTriggerException if it has none
  public TriggerSource stored(ObjectNode form) {
    List<FieldError> errors = new ArrayList<>();
    TriggerSource source = read(new FormReader(form, "source.", errors), "", false);
    if (source == null || !errors.isEmpty()) {
      throw new InvalidTriggerException(errors);
    }
    return source;
  }

  /// Null if the kind is unknown; other errors are left with the reader.
  ///
  /// @param id of the trigger
  /// @param fresh `true` if everything it names must exist; `false` for a form that was accepted
  ///     before
  public @Nullable TriggerSource read(FormReader form, String id, boolean fresh) {
    String kind = form.required("kind");
    Optional<SourceType> type = types.find(kind);
    if (type.isEmpty()) {
      if (!kind.isEmpty()) {
        form.invalid("kind", "must be " + choice(types.kinds()));
      }
      return null;
    }
    TriggerSource source = type.get().read(form, id, fresh);
    Formats.read(form, kind);
    form.refuseUnknown();
    return source;
  }

  private static String choice(List<String> kinds) {
    int last = kinds.size() - 1;
    return last < 1
        ? String.join("", kinds)
        : String.join(", ", kinds.subList(0, last)) + " or " + kinds.get(last);
  }
}
