/// The system calls that sandboxed functions may not make, as a program for the kernel.
@NullMarked
package dev.tripline.runtime.sandbox.filter;

import org.jspecify.annotations.NullMarked;
