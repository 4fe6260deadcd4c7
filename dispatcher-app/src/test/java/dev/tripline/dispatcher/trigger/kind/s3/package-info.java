/// Buckets as sources of triggers, in the whole application.
@NullMarked
package dev.tripline.dispatcher.trigger.kind.s3;

import org.jspecify.annotations.NullMarked;
