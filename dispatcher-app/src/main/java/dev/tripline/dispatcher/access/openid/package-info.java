/// The login by a provider of OpenID Connect; the protocol is Spring Security's.
@NullMarked
package dev.tripline.dispatcher.access.openid;

import org.jspecify.annotations.NullMarked;
