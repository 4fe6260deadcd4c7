package dev.tripline.adapter.storage;

/// The two things that happen to the files of a folder, by S3's names.
enum S3EventName {
  CREATED("ObjectCreated:Put", "s3:ObjectCreated:*"),
  REMOVED("ObjectRemoved:Delete", "s3:ObjectRemoved:*");

  private final String text;
  private final String wildcard;

  S3EventName(String text, String wildcard) {
    this.text = text;
    this.wildcard = wildcard;
  }

  /// As it stands in an event: without the `s3:` of notification configurations.
  String text() {
    return text;
  }

  boolean isCoveredBy(String configured) {
    return configured.equals(wildcard) || configured.equals("s3:" + text);
  }
}
