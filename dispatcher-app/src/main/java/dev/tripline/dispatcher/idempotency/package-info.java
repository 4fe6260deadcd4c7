/// Requests that come again under an idempotency key: they are answered with the first result.
@NullMarked
package dev.tripline.dispatcher.idempotency;

import org.jspecify.annotations.NullMarked;
