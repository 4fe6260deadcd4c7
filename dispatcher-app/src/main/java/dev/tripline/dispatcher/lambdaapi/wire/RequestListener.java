package dev.tripline.dispatcher.lambdaapi.wire;

/// Notified of every request, after its operation has ended and before the answer is sent. Called
/// by the thread of the request; must not throw.
@FunctionalInterface
public interface RequestListener {

  /// @param operation its name; [LambdaServlet#UNKNOWN] if the path leads to none
  /// @param nanos from the arrival of the request on
  void answered(String operation, Call call, Answer answer, long nanos);
}
