/// Commands about triggers and their ledgers.
@NullMarked
package dev.tripline.cli.trigger;

import org.jspecify.annotations.NullMarked;
