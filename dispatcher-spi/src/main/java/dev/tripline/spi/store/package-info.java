/// Stores: what survives a crash. Every store passes the contract tests of the test kit.
@NullMarked
package dev.tripline.spi.store;

import org.jspecify.annotations.NullMarked;
