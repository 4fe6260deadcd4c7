package dev.tripline.spi.audit;

/// The one on whose behalf a change is made. Goes with every change that an operator can make.
///
/// @param name as the audit shows it; at most 256 characters
public record Actor(String name, Kind kind) {
  private static final int LONGEST_NAME = 256;

  /// A caller of an interface that does not ask for a name.
  public static final Actor ANONYMOUS = new Actor("anonymous", Kind.ANONYMOUS);

  /// The dispatcher itself, as the consequence of something that was asked for earlier.
  public static final Actor SYSTEM = new Actor("tripline", Kind.SYSTEM);

  public Actor {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "an actor's name has 1 to %d characters, not %d".formatted(LONGEST_NAME, name.length()));
    }
  }

  /// A person or program that proved its name.
  public static Actor operator(String name) {
    return new Actor(name, Kind.OPERATOR);
  }

  /// How the name was found.
  public enum Kind {
    OPERATOR,
    ANONYMOUS,
    SYSTEM
  }
}
