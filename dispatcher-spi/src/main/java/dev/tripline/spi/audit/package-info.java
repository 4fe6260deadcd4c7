/// Who changed what, when and why.
@NullMarked
package dev.tripline.spi.audit;

import org.jspecify.annotations.NullMarked;
