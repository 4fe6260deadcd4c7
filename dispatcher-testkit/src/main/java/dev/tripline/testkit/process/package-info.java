/// Processes that tests start: the dispatcher itself, Java servers, npm packages.
@NullMarked
package dev.tripline.testkit.process;

import org.jspecify.annotations.NullMarked;
