package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.route.Beans;
import io.github.camelcti.crowdsec.route.hand.JobsInHand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Applies a change to the running context. Nothing else in it is touched, and beans keep their state. */
final class RouteSwap {

  private final CamelContext context;
  private final Duration patience;

  /** @param patience how long a route that is replaced may take to finish */
  RouteSwap(CamelContext context, Duration patience) {
    this.context = context;
    this.patience = patience;
  }

  /**
   * Removes routes before it adds others: two that start with the same endpoint can't exist at once.
   *
   * @throws Exception if Camel can't build what the check could; part of it may be loaded by then
   */
  void apply(RouteChange change) throws Exception {
    // What is left behind hangs in one of them, a job or a call of a hook, and no wait would help.
    boolean hangs = JobsInHand.of(context).count() > 0 || !Beans.of(context).hookCalls().late().isEmpty();
    long stopSeconds = hangs ? 1 : Math.max(1, patience.toSeconds());
    for (String id : change.outgoing()) {
      if (context.getRoute(id) != null) {
        context.getRouteController().stopRoute(id, stopSeconds, TimeUnit.SECONDS);
        context.removeRoute(id);
      }
    }
    for (RoutePiece piece : change.gone()) {
      remove(piece);
    }
    // By file, so that Camel's messages name the file and its line; those with beans come first.
    Map<String, List<RoutePiece>> fresh = new LinkedHashMap<>();
    change.fresh().forEach(piece -> fresh.computeIfAbsent(piece.file(), file -> new ArrayList<>()).add(piece));
    List<Resource> resources = new ArrayList<>();
    fresh.forEach((file, pieces) -> resources.add(
        ResourceHelper.fromString("file:" + file, RoutePiece.excerpt(file, change.text(file), pieces))));
    PluginHelper.getRoutesLoader(context).updateRoutes(resources);
  }

  private void remove(RoutePiece piece) throws Exception {
    if (piece.kind().equals(RoutePiece.BEAN)) {
      context.getRegistry().unbind(piece.id());
    } else if (piece.kind().equals(RoutePiece.CONFIGURATION)) {
      Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
      RouteConfigurationDefinition old = model.getRouteConfigurationDefinition(piece.id());
      if (old != null) {
        ((ModelCamelContext) context).removeRouteConfiguration(old);
      }
    }
  }
}
