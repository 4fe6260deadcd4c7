/// Debezium's engine, with the dispatcher's checkpoint in the place of its own stores.
@NullMarked
package dev.tripline.adapter.cdc.engine;

import org.jspecify.annotations.NullMarked;
