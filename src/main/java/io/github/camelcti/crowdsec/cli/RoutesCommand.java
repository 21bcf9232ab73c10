package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.reload.RouteMap;
import io.github.camelcti.crowdsec.reload.RouteMap.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints which routes there are and how they hang together. Reads files only. */
@Command(
    name = "routes",
    description = "List the routes, their files, and who calls whom.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:the picture could not be written", "2:the files of routes can't be read"})
final class RoutesCommand implements Callable<Integer> {

  @Mixin
  private HelpOption help;

  @Mixin
  private Report report;

  @Option(names = "--svg", paramLabel = "FILE", description = "Write the picture as SVG, for a browser.")
  private String svg;

  private final Surroundings surroundings;

  RoutesCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<Route> routes;
    try {
      routes = RouteMap.read(surroundings.directory());
    } catch (IOException e) {
      surroundings.err().println("The routes can't be read: " + e.getMessage()
          + "; start in the folder that holds application.properties and routes/");
      return ExitCode.CONFIGURATION;
    }
    if (svg != null) {
      Path file = surroundings.resolve(svg);
      try {
        Files.writeString(file, FlowSvg.draw(routes));
      } catch (IOException e) {
        surroundings.err().println(file + " can't be written: " + e.getMessage());
        return ExitCode.FAILED;
      }
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("routes", routes);
    if (svg != null) {
      facts.put("svg", svg);
    }
    report.tell(surroundings.out(), svg == null ? text(routes) : routes.size() + " routes, drawn in " + svg, facts);
    return ExitCode.OK;
  }

  private static String text(List<Route> routes) {
    TextTable table = new TextTable().row("ROUTE", "STEPS", "FROM", "FILE");
    routes.forEach(route -> table.row(route.id(), String.valueOf(route.steps()), route.from(), route.file()));
    return table + "\n\n" + FlowTree.draw(routes);
  }
}
