package io.github.camelcti.crowdsec.route.opencti;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.camel.util.json.Jsonable;

/**
 * A text as a JSON string, for Camel's JSON writer, which by default processes a text character by character, and a
 * bundle has tens of thousands of them.
 *
 * @param text what the string says, never null
 */
record JsonText(String text) implements Jsonable {

  @Override
  public String toJson() {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsUTF8(text), StandardCharsets.UTF_8) + '"';
  }

  @Override
  public void toJson(Writer writable) throws IOException {
    writable.write(toJson());
  }
}
