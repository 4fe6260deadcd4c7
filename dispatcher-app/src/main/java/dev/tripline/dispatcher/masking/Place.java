package dev.tripline.dispatcher.masking;

import org.jspecify.annotations.Nullable;

/// Where a value is in a payload. Pointers are made only for values that are masked.
///
/// @param parent null for the root
/// @param length of the pointer
record Place(@Nullable Place parent, String name, long length) {
  static final Place ROOT = new Place(null, "", 0);

  private static final int LONGEST = 400;

  Place of(String child) {
    return new Place(this, child, length + 1 + child.length());
  }

  /// A JSON Pointer; null if it is too long to be shown.
  @Nullable String pointer() {
    if (length > LONGEST) {
      return null;
    }
    StringBuilder pointer = new StringBuilder();
    Place place = this;
    Place above = parent;
    while (above != null) {
      pointer.insert(0, "/" + place.name.replace("~", "~0").replace("/", "~1"));
      place = above;
      above = place.parent;
    }
    return pointer.toString();
  }
}
