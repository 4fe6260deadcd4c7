/// Storage as a source: a local folder seen as a bucket.
@NullMarked
package dev.tripline.adapter.storage;

import org.jspecify.annotations.NullMarked;
