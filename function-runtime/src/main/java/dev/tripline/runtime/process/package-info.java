/// Worker processes as the operating system sees them: groups, pipes, memory.
@NullMarked
package dev.tripline.runtime.process;

import org.jspecify.annotations.NullMarked;
