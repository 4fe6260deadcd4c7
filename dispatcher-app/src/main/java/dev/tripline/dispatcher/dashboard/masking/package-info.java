/// The page of masking rules.
@NullMarked
package dev.tripline.dispatcher.dashboard.masking;

import org.jspecify.annotations.NullMarked;
