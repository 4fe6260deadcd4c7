package dev.tripline.dispatcher.masking;

import jakarta.servlet.ServletRequest;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The masking rules at one time. They are about what people see, whoever they are; deliveries, redrives and
/// destinations know nothing of them. Never changes; safe for many threads.
public final class Masking {
  public static final Masking NONE = new Masking(List.of());

  private static final String ATTRIBUTE = Masking.class.getName();
  private static final Mask NO_MASK = new Mask(List.of());

  private final List<MaskingRule> rules;

  public Masking(List<MaskingRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /// Notes how the rules are found for what is answered to a request.
  public static void found(ServletRequest request, Supplier<Masking> by) {
    request.setAttribute(ATTRIBUTE, by);
  }

  /// The rules for what is answered to a request now. May ask the store.
  ///
  /// @throws IllegalStateException if nobody noted how they are found: nothing is shown then
  public static Masking of(ServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Supplier<?> by
        && by.get() instanceof Masking masking) {
      return masking;
    }
    throw new IllegalStateException("the masking rules for this answer are not known");
  }

  /// Whether there is no rule.
  public boolean isNone() {
    return rules.isEmpty();
  }

  /// What is masked of an event.
  ///
  /// @param function with or without version or alias
  /// @param trigger its id; null if none brought it
  public Mask of(String function, @Nullable String trigger) {
    String name = name(function);
    return mask(rules.stream().filter(rule -> rule.isAbout(name, trigger)).toList());
  }

  /// What may be masked of the events of a function, whatever brought them.
  ///
  /// @param function with or without version or alias; null if it is not known
  public Mask ofAny(@Nullable String function) {
    String name = function == null ? null : name(function);
    return mask(rules.stream().filter(rule -> rule.maybeAbout(name)).toList());
  }

  /// What is shown of words about events whose payload is not at hand.
  public @Nullable String words(String function, @Nullable String trigger, @Nullable String words) {
    return words == null ? null : of(function, trigger).unknown().words(words);
  }

  /// As [#words], of events that any trigger may have brought.
  public @Nullable String words(@Nullable String function, @Nullable String words) {
    return words == null ? null : ofAny(function).unknown().words(words);
  }

  private static Mask mask(List<MaskingRule> rules) {
    return rules.isEmpty() ? NO_MASK : new Mask(rules);
  }

  private static String name(String function) {
    int colon = function.indexOf(':');
    return colon < 0 ? function : function.substring(0, colon);
  }
}
