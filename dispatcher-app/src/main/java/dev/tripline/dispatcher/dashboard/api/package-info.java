/// The pages that show what the dispatcher is asked and what it sends, made of the descriptions that it
/// serves.
@NullMarked
package dev.tripline.dispatcher.dashboard.api;

import org.jspecify.annotations.NullMarked;
