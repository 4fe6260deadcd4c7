/// Extensions of functions: programs beside the runtime, and the Extensions API that they speak.
@NullMarked
package dev.tripline.runtime.extension;

import org.jspecify.annotations.NullMarked;
