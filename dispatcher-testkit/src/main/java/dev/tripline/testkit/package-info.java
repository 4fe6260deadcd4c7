/// Contract tests, fakes and real servers for tests.
@NullMarked
package dev.tripline.testkit;

import org.jspecify.annotations.NullMarked;
