package dev.tripline.dispatcher.deadletter.transform;

import com.dashjoin.jsonata.Jsonata.Frame;
import dev.tripline.dispatcher.deadletter.transform.PayloadChange.ChangeFailure;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What one evaluation may take: time, depth, and the size of each value on its way. A value counts with
/// everything in it, as often as it is in it, so that none grows by being repeated. For one evaluation.
final class EvaluationBounds {
  private static final long NANOS = 1_000_000_000L;
  private static final int DEPTH = 200;
  private static final int NESTING = 300;
  private static final int ELEMENTS = 10_000;

  /// An object or a list takes the memory of some characters.
  private static final int CONTAINER = 8;

  private final int most;
  private final long begin = System.nanoTime();
  private final IdentityHashMap<Object, Integer> known = new IdentityHashMap<>();
  private int depth;

  /// @param most characters and values that a value may have
  EvaluationBounds(int most) {
    this.most = most;
  }

  /// The payload and its parts, whose sizes are known from here on.
  void know(@Nullable Object input) {
    weigh(input, 0, true);
  }

  void watch(Frame frame) {
    frame.setEvaluateEntryCallback((_, _, _) -> enter());
    frame.setEvaluateExitCallback((_, _, _, result) -> leave(result));
  }

  private void enter() {
    if (++depth > DEPTH) {
      throw new ChangeFailure("the expression goes deeper than " + DEPTH + " levels");
    }
    requireTime();
  }

  private void requireTime() {
    if (System.nanoTime() - begin > NANOS) {
      throw new ChangeFailure("the expression takes more than a second");
    }
  }

  private void leave(@Nullable Object result) {
    depth--;
    requireTime();
    weigh(result, 0, false);
  }

  /// @throws ChangeFailure if a text of that length is too long
  void requireLength(long characters) {
    if (characters > most) {
      throw tooLarge();
    }
  }

  private ChangeFailure tooLarge() {
    return new ChangeFailure(
        "a value of the expression has more than " + most + " characters and parts");
  }

  private int weigh(@Nullable Object value, int nesting, boolean input) {
    if (nesting > NESTING && !input) {
      throw new ChangeFailure(
          "a value of the expression is nested deeper than " + NESTING + " levels");
    }
    return switch (value) {
      case null -> 1;
      case String text -> added(1, text.length());
      case Map<?, ?> object -> weigh(object, nesting, input);
      case List<?> array -> weigh(array, nesting, input);
      case Pattern _ ->
          throw new ChangeFailure(
              "regular expressions are not available: $contains, $split and $replace take strings");
      default -> 1;
    };
  }

  private int weigh(Map<?, ?> object, int nesting, boolean input) {
    Integer already = known.get(object);
    if (already != null) {
      return already;
    }
    int size = CONTAINER;
    for (Map.Entry<?, ?> entry : object.entrySet()) {
      size = added(size, String.valueOf(entry.getKey()).length());
      size = added(size, weigh(entry.getValue(), nesting + 1, input));
    }
    note(object, size, input);
    return size;
  }

  private int weigh(List<?> array, int nesting, boolean input) {
    Integer already = known.get(array);
    if (already != null) {
      return already;
    }
    if (array.size() > ELEMENTS && !input) {
      throw new ChangeFailure("a list of the expression has more than " + ELEMENTS + " elements");
    }
    int size = CONTAINER;
    for (Object element : array) {
      size = added(size, weigh(element, nesting + 1, input));
    }
    note(array, size, input);
    return size;
  }

  private void note(Object value, int size, boolean input) {
    if (input) {
      known.put(value, size);
    }
  }

  private int added(int size, int more) {
    if (more > most - size) {
      throw tooLarge();
    }
    return size + more;
  }
}
