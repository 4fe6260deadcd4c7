/// Buckets of S3-like stores as a source: notifications that their store posts, and listings of stores
/// that send none.
@NullMarked
package dev.tripline.dispatcher.trigger.kind.s3;

import org.jspecify.annotations.NullMarked;
