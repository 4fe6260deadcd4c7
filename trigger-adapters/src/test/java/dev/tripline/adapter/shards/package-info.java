/// What reads shards, against scripted streams and real stores.
@NullMarked
package dev.tripline.adapter.shards;

import org.jspecify.annotations.NullMarked;
