package dev.tripline.dispatcher.deadletter.transform;

/// Makes another payload of one. Safe for many threads.
@FunctionalInterface
interface PayloadChange {

  /// @param payload JSON
  /// @return JSON
  /// @throws ChangeFailure if there is none for this payload
  byte[] apply(byte[] payload);

  /// A payload for which there is no other one.
  final class ChangeFailure extends RuntimeException {
    /// @param reason for people
    ChangeFailure(String reason) {
      super(reason, null, false, false);
    }
  }
}
