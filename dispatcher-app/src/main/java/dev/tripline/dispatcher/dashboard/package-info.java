/// The pages for operators: made on the server, of the same services as `/v1`, under the same rules.
@NullMarked
package dev.tripline.dispatcher.dashboard;

import org.jspecify.annotations.NullMarked;
