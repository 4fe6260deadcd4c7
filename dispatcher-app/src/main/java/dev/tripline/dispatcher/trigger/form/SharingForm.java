package dev.tripline.dispatcher.trigger.form;

import dev.tripline.dispatcher.resource.ResourceRules;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.node.ObjectNode;

/// Reads what a trigger shares with others: `resource` and `tenantKey`.
public record SharingForm(ResourceRules resources) {
  private static final String RESOURCE = "resource";
  private static final String TENANT_KEY = "tenantKey";
  private static final int LONGEST_KEY = 256;

  Trigger.Sharing read(FormReader form, @Nullable TriggerSource source) {
    String resource = form.text(RESOURCE);
    if (resource != null) {
      resources.objection(resource).ifPresent(why -> form.invalid(RESOURCE, why));
    }
    return new Trigger.Sharing(resource, tenantKey(form, source));
  }

  /// A member that is not in the request stays as it was.
  Trigger.Sharing change(
      FormReader form, ObjectNode request, Trigger.Sharing old, @Nullable TriggerSource source) {
    Trigger.Sharing wanted = read(form, source);
    return new Trigger.Sharing(
        request.has(RESOURCE) ? wanted.resource() : old.resource(),
        request.has(TENANT_KEY) ? wanted.tenantKey() : old.tenantKey());
  }

  private static @Nullable String tenantKey(FormReader form, @Nullable TriggerSource source) {
    String key = form.text(TENANT_KEY);
    if (key == null) {
      return null;
    }
    if (source != null && source.traits().shape() != SourceTraits.Shape.PUSH) {
      form.invalid(
          TENANT_KEY,
          "is for sources whose events are invocations of their own; the batches of a %s source may"
                  .formatted(source.traits().kind())
              + " have events of many tenants");
    }
    if (key.length() > LONGEST_KEY || !isPointer(key)) {
      form.invalid(TENANT_KEY, "must be a JSON pointer into the event, like /detail/tenant");
    }
    return key;
  }

  private static boolean isPointer(String key) {
    try {
      return !JsonPointer.compile(key).matches();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
