package io.github.camelcti.crowdsec.enrich.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  @ParameterizedTest
  @CsvSource({
      "1.2.3.4, 1.2.3.4", "0.0.0.0, 0.0.0.0", "255.255.255.255, 255.255.255.255",
      "2001:DB8::1, 2001:db8::1", "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1", "::, ::",
      "::1, ::1",
      "1::, 1::", "fe80::A, fe80::a", "fd00::1, fd00::1", "1:0:0:2:0:0:0:3, 1:0:0:2::3",
      "1:0:0:2:3:0:0:4, 1::2:3:0:0:4", "1:2:3:0:5:6:7:8, 1:2:3:0:5:6:7:8", "1:2:3::5:6:7:8, 1:2:3:0:5:6:7:8",
      "::ffff:102:304, 1.2.3.4", "::FFFF:1.2.3.4, 1.2.3.4", "0:0:0:0:0:ffff:0:0, 0.0.0.0", "::ffff:1.2.3.4/128, 1.2.3.4",
      "1.2.3.4/32, 1.2.3.4", "2001:DB8::1/128, 2001:db8::1", "::/128, ::",
      "::1.2.3.4, ::102:304", "::ffff:0:1.2.3.4, ::ffff:0:102:304", "64:ff9b::1.2.3.4, 64:ff9b::102:304",
      "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304"})
  void readsAddresses(String text, String canonical) {
    assertThat(IpAddress.parse(text)).get().extracting(IpAddress::canonical).isEqualTo(canonical);
    assertThat(IpAddress.parse(text).get().ipv6()).isEqualTo(canonical.contains(":"));
    assertThat(IpAddress.parse(canonical)).as("canonical is a fixed point").isEqualTo(IpAddress.parse(text));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.04", "1.2.3.00",
      "1..3.4",
      "1.2.3.4.", ".1.2.3.4", "16909060", "0x1.2.3.4", "0x01020304", "1.2.3.4/31", "1.2.3.4/128",
      "1.2.3.4/032", "1.2.3.4/", "1.2.3.4/32/32", "/32", "1.2.3.0/24", "1.2.3.4 ",
      " 1.2.3.4", "1.2.3.*", "1.2.3.1-4", "1.2.3.4%eth0", "a.b.c.d", "1.2.3.a", "::1%eth0", "fe80::1%1",
      "1::2::3",
      ":::", ":", "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", ":1:2:3:4:5:6:7:8",
      "1:2:3:4:5:6:7:", "g::1", "[::1]", "::1/32", "::ffff:1.2.3.4/32", "::1/127", "::01.2.3.4", "::1.2.3", "::1.2.3.4.5", "1.2.3.4::",
      "::00001",
      "20010db8000000000000000000000001", "localhost", "ff", "\u0661.2.3.4", "1\u30022.3.4", "2001:db8:*::1",
      "\uff11.2.3.4", "1.2.3.\u0664", "1.2.3.4\n", "\t1.2.3.4", "1.2.3.4\u00a0", "1.2.3.4\u0000", "0177.0.0.1", "0b1.2.3.4",
      "127.1", "0", "4294967295", "+1.2.3.4", "-1.2.3.4", "1.2.3.1e0", "1,2,3,4", "[1.2.3.4]", "1.2.3.4:80", "[::1]:80",
      "::ffff:1.2.3.04", "::ffff:0x1.2.3.4", "::ffff:1.2.3", "::ffff:1.2.3.4/96", "::ffff:1.2.3.4%1", "1::1.2.3.4:5",
      "::1 ", "::1\r", "2001:db8::\uff11", "1.2.3.4.in-addr.arpa", "1:2:3:4:5:6:7::8", "::1.2.3.256", "1:::2"})
  void refusesEverythingElse(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
  }
}
