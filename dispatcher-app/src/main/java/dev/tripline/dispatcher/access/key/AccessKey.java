package dev.tripline.dispatcher.access.key;

import dev.tripline.dispatcher.access.rule.Role;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// An access key or a bearer token, without its secret.
///
/// @param name of the one who has it, as the audit and resource policies name it
/// @param resources patterns of what its role is limited to
public record AccessKey(
    String id,
    Kind kind,
    String name,
    Role role,
    List<String> resources,
    boolean disabled,
    Instant createdAt,
    Instant updatedAt) {

  public AccessKey {
    resources = List.copyOf(resources);
  }

  /// The use of a key.
  public enum Kind {
    /// Signs requests to AWS's faces.
    SIGNING("TLAK"),
    /// Goes with requests to `/v1`.
    TOKEN("TLTK");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }

    String prefix() {
      return prefix;
    }

    /// As it is written in requests.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  AccessKey with(boolean nowDisabled, Instant at) {
    return new AccessKey(id, kind, name, role, resources, nowDisabled, createdAt, at);
  }
}
