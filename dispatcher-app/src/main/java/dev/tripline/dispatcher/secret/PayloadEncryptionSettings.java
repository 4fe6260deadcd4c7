package dev.tripline.dispatcher.secret;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The encryption of payloads in the store. All nodes of a store have the same.
///
/// @param enabled whether payloads, answers, errors and logs of functions are encrypted when they are written
/// @param keyFile of the keys: the primary one encrypts, others only decrypt; null for `keys/payloads.json`
///     in the data directory. It is made at the first start, and is needed for as long as the store has
///     values that are encrypted, also when `enabled` is off again
@ConfigurationProperties("tripline.payload-encryption")
public record PayloadEncryptionSettings(
    @DefaultValue("false") boolean enabled, @Nullable Path keyFile) {}
