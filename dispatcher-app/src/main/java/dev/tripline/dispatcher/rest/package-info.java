/// The form that every `/v1` route shares: requests, answers, problems.
@NullMarked
package dev.tripline.dispatcher.rest;

import org.jspecify.annotations.NullMarked;
