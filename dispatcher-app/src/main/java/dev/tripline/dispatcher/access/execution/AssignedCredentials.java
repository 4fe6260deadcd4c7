package dev.tripline.dispatcher.access.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Credentials that an operator gives to functions, by reference, in place of those that the dispatcher
/// issues.
///
/// @param accessKeyId the id itself, or a reference to it
/// @param secretAccessKey a reference: `secret:NAME`, `secret:NAME#MEMBER`, `env:NAME` or `file:PATH`
/// @param sessionToken a reference; null for an access key that lasts
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AssignedCredentials(
    String accessKeyId, String secretAccessKey, @Nullable String sessionToken) {

  /// @throws IllegalArgumentException if a secret is no reference; the message has no value in it
  public AssignedCredentials {
    if (accessKeyId == null || secretAccessKey == null) {
      throw new IllegalArgumentException(
          "credentials have an accessKeyId and a secretAccessKey at least");
    }
    if (!SecretReference.isReference(accessKeyId) && !accessKeyId.matches("\\w{4,128}")) {
      throw new IllegalArgumentException(
          "credentials: an accessKeyId has 4 to 128 letters, digits or underscores, or is a"
              + " reference");
    }
    requireReference("secretAccessKey", secretAccessKey);
    if (sessionToken != null) {
      requireReference("sessionToken", sessionToken);
    }
  }

  private static void requireReference(String member, String text) {
    if (!SecretReference.isReference(text)) {
      throw new IllegalArgumentException(
          "credentials: the "
              + member
              + " must be given as a reference: secret:NAME, env:NAME or file:PATH");
    }
  }

  /// All references in it.
  public List<SecretReference> references() {
    List<SecretReference> references = new ArrayList<>();
    for (String text :
        sessionToken == null
            ? List.of(accessKeyId, secretAccessKey)
            : List.of(accessKeyId, secretAccessKey, sessionToken)) {
      if (SecretReference.isReference(text)) {
        references.add(new SecretReference(text));
      }
    }
    return references;
  }
}
