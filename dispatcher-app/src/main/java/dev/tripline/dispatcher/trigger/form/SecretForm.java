package dev.tripline.dispatcher.trigger.form;

import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.secret.SecretRules;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads references to secrets; the secrets themselves are refused, and never repeated.
public record SecretForm(SecretRules rules) {

  /// @param fresh `true` if a caller gives it now; `false` for a form that was accepted before
  public @Nullable SecretReference read(FormReader form, String name, boolean fresh) {
    return read(form, name, fresh ? rules::objection : _ -> Optional.empty());
  }

  /// The same, of a secret that may be stored later: its trigger fails until then, and says so.
  public @Nullable SecretReference readAhead(FormReader form, String name, boolean fresh) {
    return read(form, name, fresh ? rules.settings()::objection : _ -> Optional.empty());
  }

  private static @Nullable SecretReference read(
      FormReader form, String name, Function<SecretReference, Optional<String>> objection) {
    String text = form.text(name);
    if (text == null) {
      return null;
    }
    if (!SecretReference.isReference(text)) {
      form.invalid(
          name, "must be a reference, secret:NAME, env:NAME or file:PATH, not the secret itself");
      return null;
    }
    var reference = new SecretReference(text);
    objection.apply(reference).ifPresent(why -> form.invalid(name, why));
    return reference;
  }
}
