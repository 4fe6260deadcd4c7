package dev.tripline.sdk.json;

import org.jspecify.annotations.Nullable;

/// The way to a value inside a payload; put into words only when something is wrong with it.
record Where(@Nullable Where parent, @Nullable String name, int index) {
  static final Where PAYLOAD = new Where(null, "payload", -1);

  Where member(String member) {
    return new Where(this, member, -1);
  }

  Where element(int position) {
    return new Where(this, null, position);
  }

  @Override
  public String toString() {
    if (parent == null) {
      return String.valueOf(name);
    }
    return name == null ? parent + "[" + index + "]" : parent + "." + name;
  }
}
