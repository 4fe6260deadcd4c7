/// Network namespaces of workers that belong to a configured network: its addresses, and others where it
/// allows them, can be reached from inside, and nothing from outside.
@NullMarked
package dev.tripline.runtime.network;

import org.jspecify.annotations.NullMarked;
