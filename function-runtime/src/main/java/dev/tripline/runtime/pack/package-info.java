/// Function and layer packages: unpacked once, safely, into directories named by their content.
@NullMarked
package dev.tripline.runtime.pack;

import org.jspecify.annotations.NullMarked;
