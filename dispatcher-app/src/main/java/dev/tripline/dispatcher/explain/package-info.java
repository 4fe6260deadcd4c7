/// Explanations: what happened to an event and why, made of what the store keeps of it.
@NullMarked
package dev.tripline.dispatcher.explain;

import org.jspecify.annotations.NullMarked;
