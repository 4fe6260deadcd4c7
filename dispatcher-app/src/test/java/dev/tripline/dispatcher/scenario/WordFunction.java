package dev.tripline.dispatcher.scenario;

/// A function that answers one of its variables.
public final class WordFunction {
  public String word(Object event) {
    return String.valueOf(System.getenv("WORD"));
  }
}
