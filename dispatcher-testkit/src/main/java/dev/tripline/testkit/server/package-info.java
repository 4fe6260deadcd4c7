/// Real servers for tests: stores, brokers, object storage and the dispatcher itself. Each binds
/// 127.0.0.1 on a free port and leaves nothing behind when it is closed.
@NullMarked
package dev.tripline.testkit.server;

import org.jspecify.annotations.NullMarked;
