/// The actor of each request, and the record of all changes that were made.
@NullMarked
package dev.tripline.dispatcher.audit;

import org.jspecify.annotations.NullMarked;
