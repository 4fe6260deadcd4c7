package dev.tripline.dispatcher.alert.notice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.alert.notice.NoticeStore.State;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticeStoreTest {
  private static final List<NoticeChannel> SLOW =
      List.of(new NoticeChannel.Webhook("https://slow.example.org/", "secret:night"));
  private static final List<NoticeChannel> OTHER =
      List.of(new NoticeChannel.Email(List.of("night@example.org")));

  @Test
  void notices_of_a_receiver_that_takes_none_are_bounded_on_sqlite(@TempDir Path directory) {
    flood(StoreSettings.sqlite(directory.resolve("store.db")));
  }

  @Test
  void notices_of_a_receiver_that_takes_none_are_bounded_on_postgresql() {
    try (PostgresServer server = PostgresServer.shared()) {
      flood(StoreSettings.postgresql(server.createDatabase("notices"), server.user(), ""));
    }
  }

  private static void flood(StoreSettings settings) {
    try (Stores stores = Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE)) {
      NoticeStore notices = new NoticeStore(stores.reader(), stores.writer(), stores.clock());
      add(stores, notices, "first", OTHER);
      for (int i = 0; i <= NoticeStore.MOST_WAITING; i++) {
        add(stores, notices, "n" + i, SLOW);
      }
      List<NoticeStore.Kept> kept = notices.last("orders", 1_000);
      assertThat(kept).hasSize(NoticeStore.MOST_WAITING + 2);
      assertThat(kept.stream().filter(one -> one.state() == State.GIVEN_UP))
          .singleElement()
          .satisfies(one -> {
            assertThat(one.notice().id()).isEqualTo("n0");
            assertThat(one.answer()).isEqualTo("more than 100 notices waited for this receiver");
          });
      assertThat(notices.due(10))
          .extracting(one -> one.notice().id())
          .containsExactly("first", "n1");
    }
  }

  private static void add(
      Stores stores, NoticeStore notices, String id, List<NoticeChannel> channels) {
    Notice notice =
        new Notice(
            id,
            Instant.EPOCH,
            Notice.Event.FIRING,
            "orders",
            "dead-letters",
            100,
            "1 dead letter",
            null,
            null);
    stores
        .writer()
        .write(sql -> {
          notices.add(sql, notice, channels);
          return 1;
        });
  }
}
