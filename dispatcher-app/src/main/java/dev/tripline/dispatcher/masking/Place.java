package dev.tripline.dispatcher.masking;

import org.jspecify.annotations.Nullable;

/// Where a value is in a payload. Pointers are made only for values that are masked.
///
/// @param parent null for the root
/// @param length of the pointer
/// @param levels of objects and lists around it
/// @param layers of strings with JSON around it
record Place(@Nullable Place parent, String name, long length, int levels, int layers) {
  static final Place ROOT = new Place(null, "", 0, 0, 0);

  private static final int LONGEST = 400;
  private static final int MOST_LEVELS = 200;
  private static final int MOST_LAYERS = 8;

  Place of(String child) {
    return new Place(this, child, length + 1 + child.length(), levels + 1, layers);
  }

  /// In the JSON that the string there holds.
  Place inside() {
    return new Place(parent, name, length, levels, layers + 1);
  }

  boolean isRoot() {
    return parent == null;
  }

  /// Whether JSON in a string there is looked into: each level takes a part of the thread's stack.
  boolean opens() {
    return levels <= MOST_LEVELS && layers < MOST_LAYERS;
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
