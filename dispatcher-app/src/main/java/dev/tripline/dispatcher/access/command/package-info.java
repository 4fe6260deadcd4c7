/// Access keys from the command line, for a store whose dispatcher nobody can administer.
@NullMarked
package dev.tripline.dispatcher.access.command;

import org.jspecify.annotations.NullMarked;
