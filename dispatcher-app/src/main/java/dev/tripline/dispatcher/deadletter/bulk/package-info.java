/// Many dead letters at once: taken along as a file, or purged.
@NullMarked
package dev.tripline.dispatcher.deadletter.bulk;

import org.jspecify.annotations.NullMarked;
