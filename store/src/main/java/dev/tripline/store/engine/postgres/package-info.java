/// PostgreSQL: its connections, its clock and its notifications.
@NullMarked
package dev.tripline.store.engine.postgres;

import org.jspecify.annotations.NullMarked;
