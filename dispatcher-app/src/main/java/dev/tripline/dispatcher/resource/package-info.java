/// Shared resources with a budget of executions that functions and triggers may name.
@NullMarked
package dev.tripline.dispatcher.resource;

import org.jspecify.annotations.NullMarked;
