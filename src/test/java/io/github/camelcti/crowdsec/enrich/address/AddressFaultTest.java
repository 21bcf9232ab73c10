package io.github.camelcti.crowdsec.enrich.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressFaultTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "one dot in brackets       | 192.0.2[.]1                        | 192.0.2.1",
      "all of them               | 192[.]0[.]2[.]1                    | 192.0.2.1",
      "round brackets            | 192(.)0(.)2(.)1                    | 192.0.2.1",
      "braces                    | 192{.}0{.}2{.}1                    | 192.0.2.1",
      "half a bracket            | 192[.0.2.]1                        | 192.0.2.1",
      "the word dot              | 192.0.2[dot]1                      | 192.0.2.1",
      "in capitals               | 192(DOT)0(DOT)2(DOT)1              | 192.0.2.1",
      "with blanks               | 192 dot 0 dot 2 dot 1              | 192.0.2.1",
      "backslashes               | 192\\.0\\.2\\.1                    | 192.0.2.1",
      "commas                    | 192,0,2,1                          | 192.0.2.1",
      "colons in brackets        | 2001[:]db8::1                      | 2001:db8::1",
      "two colons in brackets    | 2001:db8[::]1                      | 2001:db8::1",
      "hxxp                      | hxxp://192.0.2.1                   | 192.0.2.1",
      "hxxps and dots            | hxxps://192[.]0[.]2[.]1/a?b=c#d    | 192.0.2.1",
      "hxxp with a colon         | hxxp[:]//192.0.2[.]1               | 192.0.2.1",
      "hxxp with all in brackets | hxxp[://]192.0.2[.]1               | 192.0.2.1",
      "a URL                     | http://192.0.2.1/                  | 192.0.2.1",
      "a URL with everything     | https://user:word@192.0.2.1:8443/x | 192.0.2.1",
      "a URL of IPv6             | http://[2001:db8::1]:8080/x        | 2001:db8::1",
      "a URL with a number       | http://192.0.2.0/24                | 192.0.2.0",
      "a URL without its scheme  | 192.0.2.1/index.html               | 192.0.2.1",
      "a path upwards            | 192.0.2.1/../../x                  | 192.0.2.1",
      "a port                    | 192.0.2.1:443                      | 192.0.2.1",
      "a port of IPv6            | [2001:db8::1]:443                  | 2001:db8::1",
      "brackets only             | [2001:db8::1]                      | 2001:db8::1",
      "a user                    | root@192.0.2.1                     | 192.0.2.1",
      "blanks around             | ` 192.0.2.1\t`                     | 192.0.2.1",
      "a line break              | `192.0.2.1\n`                      | 192.0.2.1",
      "a blank inside            | 192.0. 2.1                         | 192.0.2.1",
      "a hard blank              | `192.0.2.1\u00a0`                  | 192.0.2.1",
      "one without width         | `192.0.2\u200b.1`                  | 192.0.2.1",
      "quotes                    | '192.0.2.1'                        | 192.0.2.1",
      "the end of a sentence     | 192.0.2.1.                         | 192.0.2.1",
      "angle brackets            | <http://192.0.2.1>                 | 192.0.2.1",
      "leading zeros             | 192.000.002.001                    | 192.0.2.1",
      "leading zeros of IPv6     | 2001:00db8::00001                  | 2001:db8::1",
      "a zone                    | fe80::1%eth0                       | fe80::1",
      "a zone in a URL           | http://[fe80::1%25eth0]/           | fe80::1",
      "a mapped one              | [::ffff:192.0.2.1]:80              | 192.0.2.1",
      "one address as a network  | 192[.]0[.]2[.]1/32                 | 192.0.2.1",
      "a prefix that can't be    | 192.0.2.1/33                       | 192.0.2.1",
  })
  void theAddressThatWasProbablyMeantIsNamed(String kind, String text, String meant) {
    assertThat(IpAddress.parse(text)).isEmpty();
    assertThat(AddressFault.say(text)).isEqualTo("is not an IP address; " + meant + " was probably meant");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
      "192.0.2.0/24, 256", "192.0.2.7/31, 2", "10.0.0.0/8, 16777216", "0.0.0.0/0, 4294967296", "192.0.2.0/255.255.255.0, 256",
      "192[.]0[.]2[.]0/24, 256", "' 192.0.2.0 / 24 ', 256", "2001:db8::/32, 2^96", "2001:db8::/64, 2^64", "2001:db8::/120, 256",
      "2001:db8::/96, 4294967296", "::/0, 2^128", "::ffff:192.0.2.0/120, 256"})
  void aNetworkIsNamedAsOne(String text, String size) {
    assertThat(IpAddress.parse(text)).isEmpty();
    assertThat(AddressFault.say(text))
        .isEqualTo("is a network of " + size + " addresses; CrowdSec only looks up single addresses");
  }

  @ParameterizedTest(name = "text: {0}")
  @NullSource
  @ValueSource(strings = {"", " ", "example.org", "hxxp://example[.]org/192.0.2.1", "192.0.2", "192.0.2.256", "192.0.2.1.5", "1..2.3",
      "192.0.2.1 192.0.2.2", "192.0.2.1 5", "192.0.2.1-192.0.2.9", "192.0.2.*", "0x7f.1", "127.1",
      "2001:db8::1::2", "12345::", ":", "[]", "[", "%", "@", "://", "/24", "2.0.192.in-addr.arpa", "1.2.3", "\u0661.2.3.4"})
  void elseNothingIsGuessed(String text) {
    assertThat(AddressFault.say(text)).isEqualTo("is not an IP address");
  }

  @ParameterizedTest(name = "many of: {0}")
  @ValueSource(strings = {"[.]", "0", ":", "1.", "[", " ", "\u00a0.", "(dot)", "hxxp://", "@", "%", "0:", "' dot "})
  void aLongTextTakesNoTime(String part) {
    String text = part.repeat(300 / part.length());
    Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> AddressFault.say(text));
    assertThat(AddressFault.say(text.repeat(1000))).isEqualTo("is not an IP address");
  }
}
