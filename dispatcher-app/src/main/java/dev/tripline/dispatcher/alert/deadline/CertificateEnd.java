package dev.tripline.dispatcher.alert.deadline;

import java.time.Instant;

/// The end of a certificate that the dispatcher uses.
///
/// @param what the certificate, in words: where it is, and of whom
public record CertificateEnd(String what, Instant at) {}
