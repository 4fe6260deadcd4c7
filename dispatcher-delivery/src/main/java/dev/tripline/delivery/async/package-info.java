/// Asynchronous delivery: accepted durably, run in lanes by function, retried, dead-lettered.
@NullMarked
package dev.tripline.delivery.async;

import org.jspecify.annotations.NullMarked;
