package dev.tripline.adapter.schedule;

/// The fate of times that were missed because nothing ran them: the node was down, or the trigger
/// paused.
///
/// @param most how many of the latest missed times are made up for, one by one in their order
public record CatchUp(int most) {
  public static final CatchUp NONE = new CatchUp(0);

  public CatchUp {
    if (most < 0) {
      throw new IllegalArgumentException("a catch-up of " + most);
    }
  }
}
