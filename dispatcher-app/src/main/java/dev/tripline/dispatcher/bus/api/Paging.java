package dev.tripline.dispatcher.bus.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Pages of a list, by name: the token of a page is the last name of the one before.
final class Paging {
  private static final int ON_A_PAGE = 100;

  private Paging() {}

  /// Fills `member` of an answer with a page.
  static <T> ObjectNode page(
      BusCall call,
      String member,
      List<T> all,
      Function<T, String> name,
      Function<T, JsonNode> view) {
    Integer limit = call.integer("Limit", 1, ON_A_PAGE);
    String after = after(call.text("NextToken", 2_048, ""));
    int most = limit == null ? ON_A_PAGE : limit;
    List<T> rest =
        all.stream()
            .filter(one -> name.apply(one).compareTo(after) > 0)
            .sorted(Comparator.comparing(name))
            .toList();
    ObjectNode answer = call.body().objectNode();
    ArrayNode page = answer.putArray(member);
    rest.stream().limit(most).forEach(one -> page.add(view.apply(one)));
    if (rest.size() > most) {
      String last = name.apply(rest.get(most - 1));
      answer.put(
          "NextToken",
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(last.getBytes(StandardCharsets.UTF_8)));
    }
    return answer;
  }

  private static String after(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw BusError.invalid("The NextToken is not one of this API.");
    }
  }
}
