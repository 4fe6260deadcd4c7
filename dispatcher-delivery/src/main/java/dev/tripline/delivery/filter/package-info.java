/// Filters: which events and records a trigger hands to its function.
@NullMarked
package dev.tripline.delivery.filter;

import org.jspecify.annotations.NullMarked;
