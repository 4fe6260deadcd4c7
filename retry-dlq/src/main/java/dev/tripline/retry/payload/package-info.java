/// Payloads and answers of functions: whether they are JSON.
@NullMarked
package dev.tripline.retry.payload;

import org.jspecify.annotations.NullMarked;
