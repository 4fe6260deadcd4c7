/// What every push source and every sink of events must do, and fakes that do it.
@NullMarked
package dev.tripline.testkit.source.push;

import org.jspecify.annotations.NullMarked;
