package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.reload.RouteMap;
import io.github.camelcti.crowdsec.reload.RouteMap.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the routes and how they are connected. Only reads files. */
@Command(
    name = "routes",
    description = "List the routes and their files, or which route calls which.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:the route files can't be read"})
final class RoutesCommand implements Callable<Integer> {

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private JsonOption output;

  @Option(names = "--mermaid", description = "Print which route calls which as a Mermaid flowchart, for Markdown.")
  private boolean mermaid;

  private final CommandContext context;

  RoutesCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try {
      List<Route> routes = RouteMap.read(context.directory());
      output.print(context.out(), mermaid ? mermaid(routes) : table(routes), Map.of("routes", routes));
      return ExitCode.OK;
    } catch (IOException e) {
      context.err().println("The routes can't be read: " + e.getMessage()
          + "; run this in the folder with application.properties and routes/");
      return ExitCode.CONFIGURATION;
    }
  }

  private static String table(List<Route> routes) {
    TextTable table = new TextTable().row("ROUTE", "STEPS", "FROM", "FILE");
    routes.forEach(route -> table.row(route.id(), String.valueOf(route.steps()), route.from(), route.file()));
    return table.toString();
  }

  private static String mermaid(List<Route> routes) {
    Map<String, String> byStart = new HashMap<>();
    routes.forEach(route -> byStart.put(route.from(), route.id()));
    Map<String, String> nodes = new HashMap<>();
    List<String> lines = new ArrayList<>(List.of("flowchart LR"));
    for (Route route : routes) {
      String node = node(nodes, route.id());
      if (!route.from().startsWith("direct:")) {
        lines.add("  " + node(nodes, route.from()) + " --> " + node);
      } else if (route.calls().isEmpty() && route.outside().isEmpty()) {
        lines.add("  " + node); // perhaps nobody calls it either
      }
      route.calls().forEach(call -> lines.add("  " + node + " --> " + node(nodes, byStart.getOrDefault(call, call))));
      route.outside().forEach(endpoint -> lines.add("  " + node + " --> " + node(nodes, endpoint)));
    }
    return String.join("\n", lines);
  }

  /**
   * A name that Mermaid accepts: the name itself if possible, otherwise a number, with the name as its text the first
   * time.
   */
  private static String node(Map<String, String> nodes, String name) {
    if (name.matches("[a-z][a-z0-9-]*") && !name.equals("end")) {
      return name;
    }
    String known = nodes.putIfAbsent(name, "n" + nodes.size());
    return known != null ? known : nodes.get(name) + "[\"" + name.replace("\"", "#quot;") + "\"]";
  }
}
