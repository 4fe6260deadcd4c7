/// Secrets: put once, kept encrypted, used by reference, never shown again.
@NullMarked
package dev.tripline.dispatcher.secret;

import org.jspecify.annotations.NullMarked;
