/// The keys that payloads are encrypted with over time: which are in use, and the change from one to another.
@NullMarked
package dev.tripline.store.rotation;

import org.jspecify.annotations.NullMarked;
