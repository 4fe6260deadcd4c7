/// The login for pages: passwords, the limits of attempts, and the pages themselves.
@NullMarked
package dev.tripline.dispatcher.access.login;

import org.jspecify.annotations.NullMarked;
