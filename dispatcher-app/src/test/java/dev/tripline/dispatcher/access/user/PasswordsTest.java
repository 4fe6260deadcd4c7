package dev.tripline.dispatcher.access.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordsTest {
  private final Passwords passwords = new Passwords();

  @Test
  void password_matches_its_own_hash_alone() {
    String hash = passwords.hash("correct horse battery");
    assertThat(hash).startsWith("$argon2id$");
    assertThat(passwords.hash("correct horse battery")).isNotEqualTo(hash);
    assertThat(passwords.compare("correct horse battery", hash)).isEqualTo(Passwords.Match.RIGHT);
    assertThat(passwords.compare("correct horse batterz", hash)).isEqualTo(Passwords.Match.WRONG);
    assertThat(passwords.compare("", hash)).isEqualTo(Passwords.Match.WRONG);
    assertThat(passwords.compare("x".repeat(100_000), hash)).isEqualTo(Passwords.Match.WRONG);
  }

  @Test
  void nobodys_hash_matches_nothing() {
    assertThat(passwords.compare("correct horse battery", null)).isEqualTo(Passwords.Match.WRONG);
    assertThat(passwords.compare("", null)).isEqualTo(Passwords.Match.WRONG);
  }

  @Test
  void one_text_in_different_code_points_is_one_password() {
    String hash = passwords.hash("caf\u00e9 caf\u00e9 caf\u00e9");
    assertThat(passwords.compare("cafe\u0301 cafe\u0301 cafe\u0301", hash))
        .isEqualTo(Passwords.Match.RIGHT);
  }
}
