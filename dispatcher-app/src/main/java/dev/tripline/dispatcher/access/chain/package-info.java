/// The filter before every route that finds the caller, and the answers to those who are refused.
@NullMarked
package dev.tripline.dispatcher.access.chain;

import org.jspecify.annotations.NullMarked;
