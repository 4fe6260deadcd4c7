package dev.tripline.dispatcher.alert.deadline;

/// What a look ahead has found.
///
/// @param near whether the deadline is within the lead
public record Measured(boolean near, String detail) {}
