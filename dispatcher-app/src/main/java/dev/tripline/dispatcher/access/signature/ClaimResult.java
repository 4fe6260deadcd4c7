package dev.tripline.dispatcher.access.signature;

/// The outcome of reading a request's signature.
public sealed interface ClaimResult permits SignatureClaim, Refusal {}
