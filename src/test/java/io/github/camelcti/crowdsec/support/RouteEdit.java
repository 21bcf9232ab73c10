package io.github.camelcti.crowdsec.support;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What somebody does to the files of routes while the connector runs.
 *
 * @param name for people
 * @param act what is done in the folder of routes
 * @param refused what the line about it says, null when the edit is good
 */
public record RouteEdit(String name, Act act, List<String> refused) {

  /** Does something in a folder. */
  public interface Act {
    void in(Path routes) throws IOException;
  }

  private static final String OWN = """
      - route:
          id: count-work
          description: "In: an ended job. Out: the same."
          from:
            id: count-work-start
            uri: direct
            parameters:
              name: after-work
            steps:
              - setHeader:
                  id: count-work-how
                  name: How
                  expression:
                    simple:
                      id: count-work-how-value
                      expression: "${body.sentence}"
      """;

  @Override
  public String toString() {
    return name;
  }

  /** Ten things an engineer would do, the good ones first. */
  public static List<RouteEdit> engineers() {
    return List.of(
        good("change a limit", "crowdsec.camel.yaml", "per-second:1000}}", "per-second:900}}"),
        good("add a step", "delivery.camel.yaml", "      uri: direct:answer-playbook\n      steps:\n", """
                  uri: direct:answer-playbook
                  steps:
                    - log:
                        id: answer-playbook-log
                        message: "A playbook waits"
            """),
        new RouteEdit("add a header", routes -> insertBefore(routes.resolve("crowdsec.camel.yaml"), "call-crowdsec-uri", """
            - setHeader:
                id: call-crowdsec-from
                name: X-Asked-By
                expression:
                  constant:
                    id: call-crowdsec-from-value
                    expression: soc
            """), null),
        new RouteEdit("insert a filter", routes -> insertBefore(routes.resolve("enrichment.camel.yaml"),
            "enrich-observable-after-answer", """
            - filter:
                id: enrich-observable-mine
                expression:
                  simple:
                    id: enrich-observable-mine-check
                    expression: "${variable.job} == null"
                steps:
                  - stop:
                      id: enrich-observable-mine-stop
            """), null),
        new RouteEdit("swap the endpoint", routes -> {
          Path file = routes.resolve("work.camel.yaml");
          replaceAfter(file, "id: mark-received-call", "uri: direct:call-opencti", "uri: log:received");
        }, null),
        good("rename a route", "opencti.camel.yaml", "    id: ask-observable\n", "    id: fetch-observable\n"),
        bad("break the indentation", "delivery.camel.yaml", "      steps:\n", "     steps:\n",
            "delivery.camel.yaml:7", "is not valid YAML"),
        bad("reference a bean that is not there", "enrichment.camel.yaml", "ref: toBundle", "ref: toBundel",
            "enrichment.camel.yaml:", "enrich-observable-transform", "there is no bean 'toBundel'; did you mean toBundle?"),
        bad("misspell an option", "listen-amqp.camel.yaml", "prefetchCount:", "prefetchCuont:",
            "listen-amqp.camel.yaml:", "receive-job", "prefetchCuont"),
        bad("add a file with a duplicate id", routes -> write(routes.resolve("custom/mine.camel.yaml"),
            Files.readString(routes.resolve("work.camel.yaml"))), "mark-received", "this id is also used at"));
  }

  /** And what else happens to files. */
  public static List<RouteEdit> others() {
    return List.of(
        new RouteEdit("every route is another one", routes -> {
          for (Path file : files(routes)) {
            write(file, Files.readString(file).replace("    description: \"In: ", "    description: \"Edited. In: "));
          }
        }, null),
        good("another consumer", "listen-amqp.camel.yaml", "prefetchCount: 1", "prefetchCount: 2"),
        good("other rules about errors", "errors.camel.yaml", "\"OpenCTI is down: ", "\"OpenCTI is away: "),
        new RouteEdit("a file of one's own", routes -> write(routes.resolve("custom/mine.camel.yaml"), OWN), null),
        new RouteEdit("a file has another name", routes -> Files.move(routes.resolve("work.camel.yaml"),
            routes.resolve("works.camel.yaml")), null),
        new RouteEdit("a document is edited", routes -> {
          Path file = routes.resolve("graphql/read-work.graphql");
          write(file, "# Edited\n" + Files.readString(file));
        }, null),
        new RouteEdit("a comment", routes -> write(routes.resolve("errors.camel.yaml"),
            "# Mine\n" + Files.readString(routes.resolve("errors.camel.yaml"))), null),
        bad("half a file", routes -> {
          String text = Files.readString(routes.resolve("opencti.camel.yaml"));
          Files.writeString(routes.resolve("opencti.camel.yaml"), text.substring(0, text.length() / 2));
        }, "opencti.camel.yaml"),
        bad("an empty file", routes -> Files.writeString(routes.resolve("work.camel.yaml"), ""),
            "no route starts with direct:close-work"),
        bad("the errors' file is deleted", routes -> Files.delete(routes.resolve("errors.camel.yaml")),
            "errors.camel.yaml: is missing: the routeConfiguration ", " is used by ", "others, ", "; put it back"),
        bad("a file is deleted", routes -> Files.delete(routes.resolve("delivery.camel.yaml")),
            "delivery.camel.yaml: is missing: direct:deliver-enrichment is called by enrich-observable in "),
        bad("an unknown component", "workers.camel.yaml", "      uri: direct:send", "      uri: dircet:send", "dircet"),
        bad("an unknown step", "workers.camel.yaml", "        - bean:\n", "        - baen:\n", "workers.camel.yaml:",
            "baen"),
        bad("a placeholder that nobody sets", "crowdsec.camel.yaml", "{{crowdsec.api-url}}", "{{crowdsec.api-ulr}}",
            "crowdsec.camel.yaml:", "{{crowdsec.api-ulr}}"),
        bad("an expression that is none", "workers.camel.yaml", "      steps:\n", """
                  steps:
                    - log:
                        id: answer-playbook-log
                        message: "${body.}}${"
            """, "workers.camel.yaml"),
        bad("the consumer's route has another name", "listen-amqp.camel.yaml", "    id: receive-job\n",
            "    id: take-jobs\n", "routes:", "there is no route 'receive-job'"),
        bad("a bean is set up in another way", "errors.camel.yaml", "backOffMultiplier: 2", "backOffMultiplier: 3",
            "errors.camel.yaml:", "crowdsecBackoff: restart the connector to apply"),
        bad("a document is broken", routes -> Files.writeString(routes.resolve("graphql/read-work.graphql"), "query {"),
            "read-work.graphql", "is not closed"));
  }

  /** Files that Camel would skip or can't read, and what leaves them all out. */
  public static List<RouteEdit> ofFiles() {
    return List.of(
        bad("a file in another encoding", routes -> Files.write(routes.resolve("work.camel.yaml"),
            Files.readString(routes.resolve("work.camel.yaml")).replace("In: ", "In: f\u00fcr ").getBytes(StandardCharsets.ISO_8859_1)),
            "work.camel.yaml:3: is not UTF-8; save it in that encoding"),
        bad("a document in another encoding", routes -> Files.write(routes.resolve("graphql/about.graphql"),
            "# f\u00fcr\n".getBytes(StandardCharsets.ISO_8859_1)), "about.graphql:1: is not UTF-8"),
        bad("a file with the wrong suffix", routes -> write(routes.resolve("custom/mine.yml"), OWN),
            "custom/mine.yml: is not loaded, since its name does not end in .camel.yaml; rename it to mine.camel.yaml"),
        bad("a file in another language", routes -> write(routes.resolve("custom/Mine.java"), "class Mine {}"),
            "custom/Mine.java: is not loaded", "write it as YAML"),
        bad("no file at all", routes -> {
          for (Path file : files(routes)) {
            Files.delete(file);
          }
        }, "there are no routes: no file matches camel.main.routesIncludePattern"),
        bad("a key that is there twice", "work.camel.yaml", "      uri: direct:close-work\n",
            "      uri: direct:close-work\n      uri: direct:close-work\n", "work.camel.yaml:", "the key 'uri' is there twice"),
        bad("a number that is none", "crowdsec.camel.yaml", "timePeriodMillis: \"1000\"", "timePeriodMillis: often",
            "crowdsec.camel.yaml:", "call-crowdsec-pace: timePeriodMillis: 'often' is not a time"),
        bad("the result is not delivered", "enrichment.camel.yaml", "        - to: direct:deliver-enrichment\n", "        - log: x\n",
            "delivery.camel.yaml:", "nobody calls direct:deliver-enrichment any more"),
        bad("jobs are not read", "jobs.camel.yaml", "                  ref: jobMessage", "                  ref: unreadableJob",
            "no step uses the bean jobMessage any more"),
        bad("the job is lost", "enrichment.camel.yaml", "        - to: direct:keep-edits\n",
            "        - removeVariable: {name: '*'}\n        - to: direct:keep-edits\n", "the variables of a job can't be removed"),
        bad("a misspelt hook", routes -> write(routes.resolve("custom/mine.camel.yaml"), OWN.replace("after-work", "after-wrok")),
            "custom/mine.camel.yaml:6: count-work-start: nobody calls direct:after-wrok; did you mean the hook direct:after-work?"),
        bad("the ping is gone", "registration.camel.yaml", "uri: direct:ping-opencti\n", "uri: direct:ping\n",
            "no route starts with direct:ping-opencti"));
  }

  /** Where jobs come by HTTP, edits of the routes that take them in, and one of all routes. */
  public static List<RouteEdit> ofJobsByHttp() {
    return List.of(
        good("another pause between looks", "listen-api.camel.yaml", "delay: 250", "delay: 200"),
        good("another method", "listen-api.camel.yaml", "httpMethodRestrict: POST", "httpMethodRestrict: \"POST,PUT\""),
        others().get(0),
        bad("a misspelt option of the address", "listen-api.camel.yaml", "httpMethodRestrict:", "httpMethodRestirct:",
            "listen-api.camel.yaml:", "receive-callback", "httpMethodRestirct"));
  }

  /** Whether the connector should run on with what it had. */
  public boolean isBroken() {
    return refused != null;
  }

  private static RouteEdit good(String name, String file, String old, String text) {
    return new RouteEdit(name, routes -> replace(routes.resolve(file), old, text), null);
  }

  private static RouteEdit bad(String name, String file, String old, String text, String... refused) {
    return bad(name, routes -> replace(routes.resolve(file), old, text), refused);
  }

  private static RouteEdit bad(String name, Act act, String... refused) {
    return new RouteEdit(name, act, List.of(refused));
  }

  private static void replace(Path file, String old, String text) throws IOException {
    String before = Files.readString(file);
    int at = before.indexOf(old);
    if (at < 0) {
      throw new IllegalStateException(file + " has no " + old);
    }
    write(file, before.substring(0, at) + text + before.substring(at + old.length()));
  }

  private static void replaceAfter(Path file, String anchor, String old, String text) throws IOException {
    String before = Files.readString(file);
    int at = before.indexOf(old, before.indexOf(anchor));
    write(file, before.substring(0, at) + text + before.substring(at + old.length()));
  }

  /** A step, as deep as the one that it comes before. */
  private static void insertBefore(Path file, String id, String step) throws IOException {
    String before = Files.readString(file);
    int line = before.lastIndexOf("\n", before.lastIndexOf("- ", before.indexOf("id: " + id + "\n"))) + 1;
    write(file, before.substring(0, line) + step.indent(before.indexOf("- ", line) - line) + before.substring(line));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
    Files.move(whole, file, ATOMIC_MOVE, REPLACE_EXISTING);
  }

  private static List<Path> files(Path routes) throws IOException {
    try (Stream<Path> files = Files.list(routes)) {
      return files.filter(file -> file.toString().endsWith(".camel.yaml")).toList();
    }
  }

  /** Makes the folder what the repository's is, whatever was done to it. */
  public static void undo(Path routes) throws IOException {
    Path original = Path.of("routes").toAbsolutePath();
    try (Stream<Path> there = Files.walk(routes)) {
      for (Path file : there.filter(Files::isRegularFile).toList()) {
        if (!Files.exists(original.resolve(routes.relativize(file)))) {
          Files.delete(file);
        }
      }
    }
    try (Stream<Path> files = Files.walk(original)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path here = routes.resolve(original.relativize(file));
        if (!Files.exists(here) || Files.mismatch(here, file) >= 0) {
          write(here, Files.readString(file));
        }
      }
    }
  }
}
