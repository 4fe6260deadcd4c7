/// Answers as text: tables, progress and words that are safe on a terminal.
@NullMarked
package dev.tripline.cli.output;

import org.jspecify.annotations.NullMarked;
