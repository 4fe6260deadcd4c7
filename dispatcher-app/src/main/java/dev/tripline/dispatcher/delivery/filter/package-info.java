/// Filters: which events and records a trigger hands to its function.
@NullMarked
package dev.tripline.dispatcher.delivery.filter;

import org.jspecify.annotations.NullMarked;
