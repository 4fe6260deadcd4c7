package dev.tripline.dispatcher.lambdaapi.request;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One page of a list.
///
/// @param next the marker of the next page; null at the end
public record Page<T>(List<T> items, @Nullable String next) {
  private static final int STANDARD = 50;

  /// The page that the members Marker and MaxItems ask for.
  public static <T> Page<T> of(Input input, List<T> all) {
    return of(input, all, STANDARD);
  }

  /// @param standard the size of a page without MaxItems
  public static <T> Page<T> of(Input input, List<T> all, int standard) {
    int start = start(input.optional("Marker"));
    int end = Math.min(all.size(), start + input.integer("MaxItems", standard));
    List<T> items = start >= end ? List.of() : all.subList(start, end);
    return new Page<>(items, end < all.size() ? marker(end) : null);
  }

  public void addMarker(ObjectNode answer) {
    if (next != null) {
      answer.put("NextMarker", next);
    }
  }

  private static int start(@Nullable String marker) {
    if (marker == null || marker.isEmpty()) {
      return 0;
    }
    try {
      byte[] text = Base64.getUrlDecoder().decode(marker);
      return Integer.parseUnsignedInt(new String(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("The provided marker is invalid.");
    }
  }

  private static String marker(int position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Integer.toString(position).getBytes(StandardCharsets.UTF_8));
  }
}
