/// Worker processes as the operating system sees them: groups, pipes, memory, the sandbox.
@NullMarked
package dev.tripline.runtime.process;

import org.jspecify.annotations.NullMarked;
