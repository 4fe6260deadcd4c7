package dev.tripline.dispatcher.trigger.object.link;

import dev.tripline.dispatcher.rest.FormReader;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Reads whether events have links to their objects.
///
/// @param address whether functions have an address of this dispatcher
public record LinkForm(BooleanSupplier address) {
  private static final String MEMBER = "objectLink";
  private static final int STANDARD = 900;
  private static final int LONGEST = 7 * 86_400;

  /// The member `objectLink`, whose further members its caller reads; null if it is missing.
  ///
  /// @param fresh whether the form is a new one
  public @Nullable FormReader open(FormReader form, boolean fresh) {
    FormReader link = form.optionalObject(MEMBER);
    if (link != null && fresh && !address.getAsBoolean()) {
      form.invalid(
          MEMBER,
          "needs an address at which functions reach this dispatcher, which has TLS:"
              + " tripline.function-credentials.endpoint");
    }
    return link;
  }

  /// How long a link is good.
  public static Duration lifetime(FormReader link) {
    return Duration.ofSeconds(link.integer("seconds", 1, LONGEST, STANDARD));
  }

  /// The lifetime of links to objects of the trigger's own place; null if events have none.
  public @Nullable Duration read(FormReader form, boolean fresh) {
    FormReader link = open(form, fresh);
    if (link == null) {
      return null;
    }
    Duration lifetime = lifetime(link);
    link.refuseUnknown();
    return lifetime;
  }
}
