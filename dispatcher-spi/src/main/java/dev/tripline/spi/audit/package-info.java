/// Changes with their author, time and reason.
@NullMarked
package dev.tripline.spi.audit;

import org.jspecify.annotations.NullMarked;
