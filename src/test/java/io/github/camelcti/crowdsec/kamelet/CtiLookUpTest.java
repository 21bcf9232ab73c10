package io.github.camelcti.crowdsec.kamelet;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CtiLookUpTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
      "192[.]0[.]2[.]1 | 'is not an IP address; 192.0.2.1 was probably meant'",
      "192.0.2.0/24    | 'is a network of 256 addresses; CrowdSec only looks up single addresses'",
      "example.org     | is not an IP address",
  })
  void aBodyThatIsNoSingleAddressIsRefusedBeforeAnybodyIsAsked(String body, String why) throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      // Given nowhere to ask
      Exchange exchange = new DefaultExchange(context);
      exchange.getMessage().setBody(body);
      // Then
      assertThatThrownBy(() -> new CtiLookUp().process(exchange))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The body must be an IP address; '" + body + "' " + why);
    }
  }
}
