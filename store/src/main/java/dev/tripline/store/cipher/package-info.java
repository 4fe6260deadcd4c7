/// Payloads and what functions said, encrypted at rest with keys that are kept outside of the store.
@NullMarked
package dev.tripline.store.cipher;

import org.jspecify.annotations.NullMarked;
