package dev.tripline.adapter.sns;

/// An attribute of a message.
///
/// @param type `String`, `String.Array`, `Number` or `Binary`
/// @param value as text; of `Binary`, in base64
public record MessageAttribute(String type, String value) {}
