import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.camelcti.crowdsec.trial.Trial;
import io.github.camelcti.crowdsec.trial.TrialResult;
import io.github.camelcti.crowdsec.trial.junit.TryRoutes;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The route, tried within the connector's flow; nothing is sent to the webhook. */
class HookIntoTheProductTest {

  @RegisterExtension
  final TryRoutes routes = TryRoutes.of(Path.of(""))
      .custom(Path.of("examples/hook-into-the-product/hook-into-the-product.camel.yaml"))
      .line("webhook.url", "https://hooks.example.org/soc");

  @Test
  void theWebhookIsToldOfAMaliciousAddress() throws Exception {
    TrialResult result = routes.enrich("192.0.2.10");
    assertEquals("enriched", result.outcome());
    List<String> told = told(result);
    assertEquals(1, told.size());
    assertTrue(told.get(0).endsWith("{\"text\": \"192.0.2.10 is malicious, says CrowdSec\"}"), told.get(0));
  }

  @Test
  void theWebhookIsNotToldOfAnAddressThatCrowdSecDoesNotKnow() throws Exception {
    TrialResult result = routes.enrich(new Trial.Request("192.0.2.11", null, "{\"message\": \"IP address information not found\"}", false, null));
    assertEquals("not_known", result.outcome());
    assertEquals(List.of(), told(result));
  }

  private static List<String> told(TrialResult result) {
    return result.events().stream().map(event -> event.what()).filter(what -> what.contains("hooks.example.org")
        && what.startsWith("not sent")).toList();
  }
}
