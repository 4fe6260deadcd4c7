/// What a call of the command has: its options, environment, keys and streams, and how it answers.
@NullMarked
package dev.tripline.cli.session;

import org.jspecify.annotations.NullMarked;
