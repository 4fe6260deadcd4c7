package dev.tripline.dispatcher.masking;

import dev.tripline.dispatcher.access.rule.Confidential;

/// An answer with values of payloads or words of functions in it, of which some may be masked even for those
/// who see content.
public interface Maskable extends Confidential {

  /// The same as the rules show it. Masking an answer again changes nothing that matters.
  Object masked(Masking masking);
}
