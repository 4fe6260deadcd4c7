/// The encryption of payloads.
@NullMarked
package dev.tripline.store.cipher;

import org.jspecify.annotations.NullMarked;
