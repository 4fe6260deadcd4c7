/// Circuit breakers: a trigger whose function is down rests, and its function is probed.
@NullMarked
package dev.tripline.delivery.breaker;

import org.jspecify.annotations.NullMarked;
