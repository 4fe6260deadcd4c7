/// Control groups of workers, in which the kernel itself holds them to their limits.
@NullMarked
package dev.tripline.runtime.cgroup;

import org.jspecify.annotations.NullMarked;
