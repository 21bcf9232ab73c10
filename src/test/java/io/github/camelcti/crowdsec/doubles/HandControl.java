package io.github.camelcti.crowdsec.doubles;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.WorkView;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** For a person at the demo: ask with curl, see what came of it. */
final class HandControl {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Backend backend;

  HandControl(Backend backend) {
    this.backend = backend;
  }

  void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      switch (call) {
        case "POST /double/ask" -> ask(exchange, work -> Map.of("work", work));
        case "POST /double/enrich" -> ask(exchange, this::ended);
        case "GET /double/works" -> PlatformHttp.sendJson(exchange, 200, backend.works().views());
        case "GET /double/objects" -> PlatformHttp.sendJson(exchange, 200, backend.live().objects(null));
        default -> PlatformHttp.sendJson(exchange, 404, Map.of("error", "POST /double/enrich?value=<address>, which waits, "
            + "POST /double/ask?value=<address>, which does not, "
            + "GET /double/works, GET /double/objects"));
      }
    }
  }

  private void ask(HttpExchange exchange, Function<String, Object> reply) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    String connector = backend.connectors().lastRegistered();
    if (!query.startsWith("value=") || query.length() == "value=".length()) {
      PlatformHttp.sendJson(exchange, 400, Map.of("error", "value is missing"));
    } else if (connector == null) {
      PlatformHttp.sendJson(exchange, 409, Map.of("error", "no connector is registered"));
    } else {
      String value = URLDecoder.decode(query.substring("value=".length()), StandardCharsets.UTF_8);
      String observable = backend.live().add(Platform.entityTypeOf(value), value, null);
      PlatformHttp.sendJson(exchange, 200, reply.apply(backend.ask(connector, observable, false, null)));
    }
  }

  /** What came of a work, when it has ended. */
  private WorkView ended(String work) {
    await().atMost(PATIENCE).until(() -> view(work).status().equals("complete"));
    return view(work);
  }

  private WorkView view(String work) {
    return backend.works().views().stream().filter(it -> it.id().equals(work)).findFirst().orElseThrow();
  }
}
