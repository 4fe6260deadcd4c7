/// The servers do start.
@NullMarked
package dev.tripline.testkit.server;

import org.jspecify.annotations.NullMarked;
