package dev.tripline.adapter.bucket;

import java.util.List;
import java.util.Set;

/// The changes that become events, as in a notification configuration of S3. Pure.
///
/// @param events names such as `s3:ObjectCreated:Put`, or with `*` as their last part, for instance
///     `s3:ObjectCreated:*`
/// @param prefix of the key as it is (not URL-encoded); empty for all
/// @param suffix of the key as it is; empty for all
public record ObjectSelection(List<String> events, String prefix, String suffix) {
  /// The families of S3's event types, of MinIO's and RustFS' and of Ceph's.
  private static final Set<String> FAMILIES =
      Set.of(
          "ObjectCreated",
          "ObjectRemoved",
          "ObjectRestore",
          "ReducedRedundancyLostObject",
          "Replication",
          "LifecycleTransition",
          "LifecycleExpiration",
          "IntelligentTiering",
          "ObjectAcl",
          "ObjectTagging",
          "ObjectAnnotation",
          "ObjectAccessed",
          "ObjectTransition",
          "ObjectLifecycle",
          "ObjectSynced",
          "Scanner",
          "ILM");

  public static final List<String> CREATED_AND_REMOVED =
      List.of("s3:ObjectCreated:*", "s3:ObjectRemoved:*");

  public static final ObjectSelection ALL = new ObjectSelection(List.of("s3:*"), "", "");

  /// @throws IllegalArgumentException if an event's name is not known; the message says which
  public ObjectSelection {
    events = List.copyOf(events);
    events.forEach(ObjectSelection::requireKnown);
  }

  private static void requireKnown(String event) {
    boolean form = event.matches("s3:(\\*|[A-Za-z]+(:[A-Za-z]+)*(:\\*)?)");
    String family = event.replaceFirst("^s3:", "").replaceFirst(":.*", "");
    if (!form || (!family.equals("*") && !FAMILIES.contains(family))) {
      throw new IllegalArgumentException(
          event + " is no event of a bucket; s3:ObjectCreated:* and s3:ObjectRemoved:* are some");
    }
  }

  /// @param name of what happened, with or without `s3:`
  public boolean matches(String name, String key) {
    return key.startsWith(prefix) && key.endsWith(suffix) && covers(name);
  }

  /// Whether one of the event types stands for what happened.
  public boolean covers(String name) {
    String full = name.startsWith("s3:") ? name : "s3:" + name;
    for (String event : events) {
      if (event.equals(full)
          || (event.endsWith(":*") && full.startsWith(event.substring(0, event.length() - 1)))) {
        return true;
      }
    }
    return false;
  }
}
