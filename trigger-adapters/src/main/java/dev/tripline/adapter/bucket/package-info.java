/// Buckets of S3-like stores as a source: their notifications, in whatever shape they come, and what
/// functions are given of them.
@NullMarked
package dev.tripline.adapter.bucket;

import org.jspecify.annotations.NullMarked;
