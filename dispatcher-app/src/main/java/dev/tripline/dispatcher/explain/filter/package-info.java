/// Explanations of filters: the records that they dropped and by which clauses, and trials of others.
@NullMarked
package dev.tripline.dispatcher.explain.filter;

import org.jspecify.annotations.NullMarked;
