/// Key parking: the records of a key whose head was given up wait, while its shard goes on.
@NullMarked
package dev.tripline.delivery.parking;

import org.jspecify.annotations.NullMarked;
