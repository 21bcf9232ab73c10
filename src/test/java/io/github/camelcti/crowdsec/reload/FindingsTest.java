package io.github.camelcti.crowdsec.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an engineer may get wrong without any word from Camel, or with an unclear one, and what the check says to it. The files
 * are independent of each other, so all of them are checked at once.
 */
class FindingsTest {

  private static final Config CONFIG = Config.load(Map.of("OPENCTI_URL", "http://opencti:8080", "OPENCTI_TOKEN", "planted-4711",
      "CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10", "CROWDSEC_KEY", "planted-4712"), Path.of("no", "such", "folder"));
  private static final Map<String, String> ENVIRONMENT =
      Map.of("WEBHOOK_URL", "http://127.0.0.1:9/hook", "OWN_PAUSE", "often", "SECOND_URL", "http://127.0.0.1:9", "OWN_NETWORKS", "10[.].*", "BUNDLE_FOLDER", "bundles", "OWN_TARGET", "own-target", "OWN_SIX", "own-q6",
          "CROWDSEC_KEY", "planted-4712");

  private static final Map<String, List<RouteFinding>> FOUND = new LinkedHashMap<>();

  @TempDir
  private static Path folders;

  /** Where all files are. */
  private static Path folder() throws IOException {
    return Files.createDirectories(folders.resolve("all"));
  }

  /** One route at a hook, with some steps from line 7 on. */
  private static String steps(String name, String... lines) {
    return "- route:\n    id: " + name + "\n    from:\n      uri: direct:after-work-" + name + "\n      # Own\n      steps:\n"
        + String.join("\n", lines).indent(8);
  }

  private static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private static Arguments row(String name, String text, String finding) {
    return arguments(named(name, slug(name)), text, finding);
  }

  private static Arguments step(String name, String finding, String... lines) {
    return row(name, steps(slug(name), lines), finding);
  }

  static Stream<Arguments> slips() {
    return Stream.of(
        step("a delay that is none", ":8: a-delay-that-is-none: delay: 'often' is not a whole number of milliseconds",
            "- delay:", "    constant: often"),
        step("a delay with a unit", ":9: a-delay-with-a-unit: delay: '2s' is not a whole number of milliseconds",
            "- delay:", "    expression:", "      constant: 2s"),
        step("a delay in the longest form", ":11: pause-value: delay: 'often'",
            "- delay:", "    expression:", "      constant:", "        id: pause-value", "        expression: often"),
        step("a delay as a text", ":7: a-delay-as-a-text: delay can't be a text; write its parts below it", "- delay: 5000"),
        step("a delay of an own property", ":8: a-delay-of-an-own-property: delay: '{{own.pause}}' is not a whole number",
            "- delay:", "    constant: '{{own.pause}}'"),
        step("a limit that is none", ":8: a-limit-that-is-none: throttle: 'many' is not a whole number", "- throttle:", "    constant: many"),
        step("a period that is none", ":9: a-period-that-is-none: timePeriodMillis: 'often' is not a time",
            "- throttle:", "    constant: 5", "    timePeriodMillis: often"),
        step("a loop that never ends", ":8: a-loop-that-never-ends: loop: 'many' is not a whole number",
            "- loop:", "    constant: many", "    steps:", "      - log: x"),
        step("a time-out that is none", ":8: a-time-out-that-is-none: timeout: 'often' is not a time",
            "- multicast:", "    timeout: often", "    steps:", "      - log: x"),
        step("threads without number", ":8: threads-without-number: poolSize: 'many' is not a whole number",
            "- threads:", "    poolSize: many"),
        step("a switch that is neither on nor off", ":8: a-switch-that-is-neither-on-nor-off: parallelProcessing: 'maybe' is neither true nor false",
            "- multicast:", "    parallelProcessing: maybe", "    steps:", "      - log: x"),
        step("a level that does not exist", ":9: a-level-that-does-not-exist: loggingLevel: 'LOUD' is none of TRACE, DEBUG",
            "- log:", "    message: x", "    loggingLevel: LOUD"),
        row("redeliveries without number", """
            - routeConfiguration:
                id: own-errors
                onException:
                  - onException:
                      exception: [java.lang.Exception]
                      redeliveryPolicy:
                        maximumRedeliveries: many
            """, ":7: own-errors: maximumRedeliveries: 'many' is not a whole number"),
        row("a redelivery delay that is none", """
            - routeConfiguration:
                id: own-errors-2
                errorHandler:
                  defaultErrorHandler:
                    redeliveryPolicy:
                      redeliveryDelay: often
            """, ":6: own-errors-2: redeliveryDelay: 'often' is not a time"),
        row("a class of exceptions that does not exist", """
            - routeConfiguration:
                id: own-errors-3
                onException:
                  - onException:
                      exception:
                        - java.io.IOExeption
            """, ":6: own-errors-3: there is no class java.io.IOExeption"),
        row("a timer without a period", """
            - route:
                id: own-timer
                from:
                  uri: timer:own
                  parameters:
                    period: often
                  steps:
                    - log: x
            """, ":6: own-timer: period: 'often' is not a time"),
        row("a number in an address", """
            - route:
                id: own-timer-2
                from:
                  uri: timer:own?repeatCount=many
                  steps:
                    - log: x
            """, ":4: own-timer-2: repeatCount: 'many' is not a whole number"),
        step("an unknown step", ":7: an-unknown-step: Unknown node id: loog; did you mean log?", "- loog: x"),
        step("an unknown option of a step", ":9: an-unknown-option-of-a-step: Unsupported field: logingLevel; did you mean loggingLevel?",
            "- log:", "    message: x", "    logingLevel: INFO"),
        step("an unknown field of an expression", ":8: an-unknown-field-of-an-expression: Unsupported field: simpel; did you mean simple?",
            "- setBody:", "    simpel: x"),
        step("an unknown option of a component", ":10: an-unknown-option-of-a-component: 'shwoAll' is not an option of log; did you mean showAll?",
            "- to:", "    uri: log:x", "    parameters:", "      shwoAll: true"),
        step("an unknown option behind toD", ":10: an-unknown-option-behind-tod: 'shwoAll' is not an option of log; did you mean showAll?",
            "- toD:", "    uri: log:${body}", "    parameters:", "      shwoAll: true"),
        step("an option of http behind toD", ":10: an-option-of-http-behind-tod: 'httpMehtod' is not an option of http",
            "- toD:", "    uri: http://127.0.0.1/${body}", "    parameters:", "      httpMehtod: POST"),
        step("an option of http behind a placeholder", ":10: an-option-of-http-behind-a-placeholder: 'httpMehtod' is not an option of http",
            "- toD:", "    uri: '{{webhook.url}}'", "    parameters:", "      httpMehtod: POST"),
        step("an option of http in an address", ":7: an-option-of-http-in-an-address: 'httpMehtod' is not an option of http",
            "- wireTap: {uri: 'http://127.0.0.1/${body}?httpMehtod=POST'}"),
        step("an option of http behind enrich", ":8: an-option-of-http-behind-enrich: 'httpMehtod' is not an option of http",
            "- enrich:", "    simple: http://127.0.0.1/${body}?httpMehtod=POST"),
        step("an option of a file behind pollEnrich", ":8: an-option-of-a-file-behind-pollenrich: 'nooop' is not an option of file; did you mean noop?",
            "- pollEnrich:", "    constant: file:x?nooop=true", "    timeout: 0"),
        step("a time-out that toD would send", ":10: a-time-out-that-tod-would-send: responseTimeout would be sent as a query parameter",
            "- toD:", "    uri: http://127.0.0.1/${body}", "    parameters:", "      responseTimeout: 5000"),
        step("a component behind toD that does not exist", ":7: a-component-behind-tod-that-does-not-exist: No endpoint could be found for: kafak",
            "- toD: kafak:${body}"),
        step("a method that does not exist", ":9: a-method-that-does-not-exist: Method with name: notAnAdress not found on "
            + "io.github.camelcti.crowdsec.route.job.Refuse; did you mean notAnAddress?", "- bean:", "    ref: refuse", "    method: notAnAdress"),
        step("a method in an address", ":7: a-method-in-an-address: Method with name: pnig not found on "
            + "io.github.camelcti.crowdsec.route.opencti.Operations; did you mean ping?", "- to: bean:operations?method=pnig"),
        step("a language that is not there", ":8: a-language-that-is-not-there: groovy is not part of the connector: put camel-groovy",
            "- setBody:", "    groovy: '1'"),
        row("a script in a bean", """
            - beans:
                - name: ownScript
                  type: java.lang.Object
                  scriptLanguage: groovy
                  script: "return 1"
            """, ":4: ownScript: groovy is not part of the connector: put camel-groovy"),
        row("an unknown property of a bean", """
            - beans:
                - name: ownPolicy
                  type: "#class:org.apache.camel.processor.errorhandler.RedeliveryPolicy"
                  properties:
                    maximumRedelivries: 3
            """, ":5: ownPolicy: the property maximumRedelivries does not exist, or can't have this value"),
        row("an unknown part of a bean", """
            - beans:
                - name: ownPolicy2
                  type: "#class:org.apache.camel.processor.errorhandler.RedeliveryPolicy"
                  propertys:
                    maximumRedeliveries: 3
            """, ":4: ownPolicy2: Unsupported field: propertys; did you mean properties?"),
        step("a key that is there twice", ":9: a-key-that-is-there-twice: the key 'message' is there twice",
            "- log:", "    message: x", "    message: y"),
        step("onException among the steps", ":7: onexception-among-the-steps: onException has no effect in a route; use a routeConfiguration",
            "- onException:", "    exception: [java.lang.Exception]"),
        row("onException in a route", """
            - route:
                id: own-on-exception
                onException:
                  - onException:
                      exception: [java.lang.Exception]
                from:
                  uri: direct:after-work-on-exception
                  steps:
                    - log: x
            """, ":3: own-on-exception: onException has no effect in a route; use a routeConfiguration"),
        row("onException at the top", """
            - onException:
                exception: [java.lang.Exception]
            - route:
                id: own-on-exception-2
                from:
                  uri: direct:after-work-on-exception-2
                  steps:
                    - log: x
            """, ":1: onException at the top of a file gets lost"),
        row("an error handler at the top", """
            - errorHandler:
                noErrorHandler: {}
            """, ":1: errorHandler at the top of a file gets lost"),
        row("an error handler below from", """
            - route:
                id: own-error-handler
                from:
                  uri: direct:after-work-error-handler
                  errorHandler:
                    noErrorHandler: {}
                  steps:
                    - log: x
            """, ":5: own-error-handler: errorHandler has no effect in a route"),
        row("steps beside from", """
            - route:
                id: own-steps
                from:
                  uri: direct:after-work-steps
                steps:
                  - log: x
            """, ":5: own-steps: Unsupported field: steps; they belong below from"),
        row("a configuration that does not exist", """
            - route:
                id: own-configuration
                routeConfigurationId: caller-decide
                from:
                  uri: direct:after-work-configuration
                  steps:
                    - log: x
            """, ":3: own-configuration: there is no routeConfiguration 'caller-decide'; did you mean caller-decides?"),
        row("no list", """
            route:
              id: own-map
              from:
                uri: direct:after-work-map
                steps:
                  - log: x
            """, ":1: is not a list, so Camel does not load it; write '- route:'"),
        row("a misspelt hook", start("own-hook", "direct:befor-bundle"),
            ":4: own-hook: nobody calls direct:befor-bundle; did you mean the hook direct:before-bundle?"),
        row("another misspelt hook", start("own-hook-2", "direct:after-anser"), "did you mean the hook direct:after-answer?"),
        row("a route that nobody calls", start("own-nobody", "direct:to-nobody"),
            ":4: own-nobody: nobody calls direct:to-nobody; the hooks that the connector calls are before-look-up, after-answer"),
        row("one of two routes at a hook", start("own-first", "direct:before-bundle"), ""),
        row("two routes at a hook", start("own-second", "direct:before-bundle"), ":4: own-second: the route own-first (routes/custom/"
            + "one-of-two-routes-at-a-hook.camel.yaml:4) starts with direct:before-bundle, too; use another name, such as direct:before-bundle-2"),
        row("two routes at an endpoint of ours", start("own-ping", "direct:ping-opencti"),
            ": own-ping: the route ping-opencti (routes/registration.camel.yaml:87) starts with direct:ping-opencti, too; use another name"),
        step("an own property that nobody sets", ":7: an-own-property-that-nobody-sets: {{webhook.uri}} is neither a setting, a line of"
            + " application.properties, nor an environment variable (WEBHOOK_URI)", "- log: '{{webhook.uri}}'"),
        step("a step after stop", ":8: a-step-after-stop: this step is never reached, because of stop before it", "- stop: {}", "- log: x"),
        step("a step after an exception", ":10: a-step-after-an-exception: this step is never reached, because of throwException",
            "- throwException:", "    exceptionType: java.lang.IllegalStateException", "    message: x", "- log: x"),
        step("a source that is not there", ":9: a-source-that-is-not-there: no route starts with direct:nowhere",
            "- enrich:", "    expression:", "      constant: direct:nowhere"),
        step("a throttle that lets nothing pass", ":8: a-throttle-that-lets-nothing-pass: throttle: '0' lets no message pass",
            "- throttle:", "    constant: 0"),
        step("a loop without end", ":9: a-loop-without-end: loop: it never ends", "- loop:", "    doWhile: true", "    constant: true",
            "    steps:", "      - log: x"),
        step("a queue that nobody empties", ":7: a-queue-that-nobody-empties: nobody takes what is sent to seda:own-nobody", "- to: seda:own-nobody"),
        step("a queue in parts that nobody empties", ":7: a-queue-in-parts-that-nobody-empties: nobody takes what is sent to seda:own-nothing",
            "- to: {uri: seda, parameters: {name: own-nothing}}"),
        step("a stop that is not switched off", ":8: a-stop-that-is-not-switched-off: this step is never reached",
            "- stop: {disabled: false}", "- log: x"),
        row("a stop after the call", start("own-late", "direct:after-work-late").replace("log: x", "to: direct:after-work-late\n"
            + "        - filter: {simple: '${body} == null', steps: [{stop: {}}]}"), ":6: own-late: direct:after-work-late would call itself"),
        row("a hook that is not started", start("own-stopped", "direct:after-work-stopped").replace("    from:", "    autoStartup: false\n    from:"),
            ":3: own-stopped: a route at a hook that is not started is never called"),
        row("one of two beans of a name", "- beans: [{name: ownTwice, type: java.lang.Object}]\n", ""),
        row("two beans of a name", "- beans: [{name: ownTwice, type: java.lang.Object}]\n", ":1: ownTwice: this bean is also declared at"
            + " routes/custom/one-of-two-beans-of-a-name.camel.yaml:1"),
        step("a wait for ever", ":8: a-wait-for-ever: pollEnrich without a timeout waits", "- pollEnrich:", "    constant: file:x?noop=true"),
        step("a misspelt variable", ":7: a-misspelt-variable: nobody sets the variable observabel; did you mean observable?",
            "- log: '${variable.observabel.value}'"),
        step("a misspelt part of a variable", ":7: a-misspelt-part-of-a-variable: the variable address has no cannonical; did you mean canonical?",
            "- log: '${variable.address.cannonical}'"),
        row("a route that calls itself", start("own-again", "direct:after-work-again").replace("log: x", "to: direct:after-work-again"),
            ":6: own-again: direct:after-work-again would call itself again and again; call it in a filter or a choice"),
        row("routes that call each other", start("own-one", "direct:after-work-one").replace("log: x", "to: direct:own-two")
            + start("own-two", "direct:own-two").replace("log: x", "filter: {simple: '${body} == null', steps: [{to: 'direct:own-three'}]}"
            + "\n        - to: {uri: 'direct:own-four'}") + start("own-three", "direct:own-three")
            + start("own-four", "direct:own-four").replace("log: x", "to: direct:own-five")
            + start("own-five", "direct:own-five"), ""),
        secret("by the name of its variable", "{{crowdsec-key}}", "crowdsec-key"),
        secret("as Camel writes it", "{{crowdsec.key}}", "crowdsec.key"),
        secret("as a variable", "{{CROWDSEC_KEY}}", "CROWDSEC_KEY"),
        secret("that may be missing", "{{?crowdsec.key}}", "crowdsec.key"),
        secret("with a default", "{{crowdsec.key:none}}", "crowdsec.key"),
        secret("of the environment", "{{env:CROWDSEC_KEY}}", "CROWDSEC_KEY"),
        secret("of the environment with a default", "{{env:opencti.token:none}}", "opencti.token"),
        secret("of Java", "{{sys:mq.pass}}", "mq.pass"),
        secret("in simple", "${env.OPENCTI_TOKEN}", "OPENCTI_TOKEN"),
        secret("in simple with a colon", "${env:OPENCTI_TOKEN}", "OPENCTI_TOKEN"),
        secret("in simple of the system", "${sysenv.MQ_PASS}", "MQ_PASS"),
        secret("in simple of Java", "${sys.opencti.token}", "opencti.token"),
        secret("in simple as a property", "${properties:opencti.token}", "opencti.token"),
        secret("in simple in its other form", "$simple{env:OPENCTI_TOKEN}", "OPENCTI_TOKEN"));
  }

  /** A step that logs a secret setting. */
  private static Arguments secret(String how, String read, String name) {
    String row = "a secret " + how;
    return step(row, ":7: " + slug(row) + ": " + name + " is a secret and hidden from routes", "- log: '" + read + "'");
  }

  private static String start(String id, String uri) {
    return "- route:\n    id: " + id + "\n    from:\n      uri: " + uri + "\n      steps:\n        - log: x\n";
  }

  /** What must not be found: a finding that rejects a good edit is worse than none. */
  static Stream<Arguments> good() {
    return Stream.of(
        step("times with units", "", "- throttle: {constant: 5, timePeriodMillis: 2s}", "- multicast:", "    timeout: 1m30s", "    parallelProcessing: true", "    steps:",
            "      - to: log:x?groupInterval=5s"),
        step("numbers that a message tells", "", "- delay:", "    simple: ${header.pause}", "- loop:", "    simple: ${body.size}", "    copy: true",
            "    steps:", "      - log: x"),
        step("a loop with a condition", "", "- loop:", "    doWhile: true", "    simple: ${body.length} > 3", "    steps:", "      - log: x"),
        step("an own property of the environment", "", "- toD:", "    uri: '{{webhook.url}}'", "    allowOptimisedComponents: false",
            "    parameters:", "      httpMethod: POST", "      responseTimeout: 5000"),
        step("variables", "", "- log: '${variable.job.hasWork} ${variable.job.entityId} ${variable.answer.reputation} ${variable.mine} ${variable.outcome?.inError}'",
            "- setVariable: {name: jobs, constant: x}", "- log: '${variable.jobs}'", "- stop: {}"),
        step("several variables at once", "", "- setVariables:", "    variables:", "      - {name: jobb, constant: x}",
            "      - {name: adress, expression: {simple: '${body}'}}", "- log: '${variable.jobb} ${variable.adress}'"),
        step("own variables with the names of ours", "", "- setVariable: {name: answer, constant: x}",
            "- setVariables: {variables: [{name: address, constant: x}]}", "- log: '${variable.answer.length} ${variable.address.isBlank}'"),
        row("a route whose name a message completes", steps("own-by-name", "- toD: direct:own-part-${header.part}",
            "- toD: {uri: direct, parameters: {name: 'own-other-${header.part}'}}", "- to: direct:{{own.target}}")
            + start("own-part-one", "direct:own-part-one") + start("own-other-one", "direct:own-other-one")
            + start("own-target", "direct:own-target"), ""),
        row("queues in all forms", steps("own-queues", "- to: {uri: seda, parameters: {name: own-q1}}", "- to: seda://own-q2",
            "- to: seda:own-q3", "- to: seda:own-q4", "- to: seda:own-q5", "- to: seda:own-q6?size=10", "- pollEnrich: {constant: 'seda:own-q4', timeout: 0}",
            "- poll: {uri: 'seda:own-q5', parameters: {timeout: 10}}", "- to: {uri: seda:own-q7, disabled: true}") + start("own-q1", "seda:own-q1") + start("own-q2", "seda:own-q2")
            + start("own-q3", "seda").replace("steps:", "parameters: {name: own-q3}\n      steps:") + start("own-q6", "seda:{{own.six}}"), ""),
        row("pages until the last", start("own-pages", "direct:after-work-pages").replace("log: x", "filter: {simple: '${body} == null',"
            + " steps: [{stop: {}}]}\n        - to: direct:after-work-pages"), ""),
        row("a route that called itself", start("own-off", "direct:after-work-off").replace("log: x", "to: {uri: direct:after-work-off,"
            + " disabled: true}"), ""),
        step("a step that is switched off", "", "- stop: {disabled: true}", "- bean: {ref: notThere, disabled: true}",
            "- filter: {simple: '${body} == null', disabled: true, steps: [{to: direct:not-there}, {stop: {}}, {log: '${variable.observabel}'}]}",
            "- log: x"),
        step("a condition before stop", "", "- filter:", "    simple: ${body} == null", "    steps:", "      - stop: {}", "- log: x"),
        step("a wait with an end", "", "- pollEnrich:", "    constant: file:x?noop=true", "    timeout: 0"),
        step("a variable that only looks like a secret", "", "- log: '{{env:CROWDSEC_KEYS:none}} ${env.HOME} {{crowdsec.max-tlp}}'"),
        step("a default of a property", "", "- delay:", "    constant: '{{own.delay:500}}'"),
        step("a query parameter", "", "- toD: http://127.0.0.1/?apikey=${body}&format=json"),
        step("an enum in other words", "", "- log: {message: x, loggingLevel: warn}", "- to: {uri: 'log:x', pattern: inOnly}"),
        step("an address with a suffix", "", "- to: log:x?showAll=true&maxChars=100&level=DEBUG"),
        step("a predicate in a filter", "", "- filter:", "    simple: ${body} != null", "    steps:", "      - stop: {}"),
        row("a route of one's own error handler", """
            - route:
                id: own-handler
                errorHandler:
                  deadLetterChannel:
                    deadLetterUri: direct:own-dead
                    redeliveryPolicy:
                      maximumRedeliveries: 3
                      redeliveryDelay: 500
                from:
                  uri: direct:after-work-handler
                  steps:
                    - log: x
            - route:
                id: own-dead
                from:
                  uri: direct:own-dead
                  steps:
                    - log: x
            """, ""),
        row("a template", """
            - routeTemplate:
                id: own-template
                parameters:
                  - name: text
                from:
                  uri: timer:own-template
                  steps:
                    - log: "{{text}}"
            - templatedRoute:
                routeTemplateRef: own-template
                routeId: own-templated
                parameters:
                  - name: text
                    value: x
            """, ""),
        row("a route by whose name another is called", """
            - route:
                id: own-caller
                from:
                  uri: direct:before-look-up-own
                  steps:
                    - wireTap: {uri: "direct:own-called"}
                    - to: direct:skip-job
            - route:
                id: own-called
                from:
                  uri: direct
                  parameters:
                    name: own-called
                  steps:
                    - log: x
            """, ""));
  }

  /** What an edit of our own flow may get wrong: the file, what is replaced by what, and the finding; none for a good edit. */
  static Stream<Arguments> editsOfOurs() {
    String transform = "        - process:\n            id: enrich-observable-transform\n            ref: toBundle\n";
    String lookUp = "        - to:\n            id: enrich-observable-look-up\n";
    String keepEdits = "        - to: direct:keep-edits\n";
    String breaker = "                  steps:\n                    - removeHeaders:\n                        id: call-crowdsec-clean";
    return Stream.of(
        arguments("no bundle is made", "enrichment", transform, "", "routes: no step uses the bean toBundle any more, which makes a bundle"),
        arguments("the step that makes the bundle is off", "enrichment", "ref: toBundle\n", "ref: toBundle\n            disabled: true\n",
            "routes: no step uses the bean toBundle any more, which makes a bundle of CrowdSec's answer; put the step back"),
        arguments("no look-up", "enrichment", "uri: direct:look-up-address", "uri: log:x",
            "crowdsec.camel.yaml:6: look-up-address: nobody calls direct:look-up-address any more"),
        arguments("no call", "crowdsec", "- to: direct:call-crowdsec", "- log: x", "call-crowdsec: nobody calls direct:call-crowdsec any more"),
        arguments("jobs are collected", "enrichment", keepEdits, keepEdits + "        - aggregate:\n            completionSize: 5\n"
            + "            correlationExpression: {constant: x}\n            aggregationStrategy: x\n            steps: [{log: x}]\n",
            "enrichment.camel.yaml:76: enrich-observable: aggregate would keep the job's message"),
        arguments("jobs are left out", "enrichment", keepEdits, "        - sample: {samplePeriod: 1000}\n" + keepEdits,
            "enrichment.camel.yaml:74: enrich-observable: sample would keep"),
        arguments("jobs are put in order", "jobs", "        - doTry:\n            steps:\n              - process:\n                  ref: crashGuard",
            "        - resequence: {simple: '${body}', steps: [{log: x}]}\n        - doTry:\n            steps:\n              - process:\n"
            + "                  ref: crashGuard", "jobs.camel.yaml:11: take-job: resequence would keep"),
        arguments("a text for the answer", "enrichment", transform, "        - setBody: {constant: x}\n        - log: y\n" + transform,
            "enrichment.camel.yaml:67: enrich-observable: setBody makes a text of the body, and toBundle needs what is in it"),
        arguments("a text for the answer before a hook", "enrichment", "        - process:\n            id: enrich-observable-after-answer",
            "        - setBody:\n            expression:\n              simple:\n                expression: x\n        - process:\n            id: "
            + "enrich-observable-after-answer", "enrichment.camel.yaml:63: enrich-observable: setBody makes a text of the body"),
        arguments("a text for the bundle", "enrichment", keepEdits, "        - setVariable: {name: enrichment, constant: x}\n" + keepEdits,
            "enrichment.camel.yaml:74: enrich-observable: the variable enrichment of a job can't be a text"),
        arguments("texts for several", "enrichment", keepEdits, "        - setVariables: {variables: [{name: address, simple: x}]}\n" + keepEdits,
            "the variable address of a job can't be a text"),
        arguments("an empty circuit breaker", "crowdsec", breaker, "                  steps: []\n              - pipeline:\n" + breaker,
            "crowdsec.camel.yaml:39: call-crowdsec-breaker: circuitBreaker has no steps"),
        arguments("a copy is collected elsewhere", "enrichment", keepEdits, "        - wireTap: {uri: 'direct:own-batch'}\n" + keepEdits
            + "        - to: direct:deliver-enrichment\n- route:\n    id: own-batch\n    from:\n      uri: direct:own-batch\n      steps:\n        - setBody: {constant: x}\n"
            + "        - setVariable: {name: enrichment, constant: x}\n        - aggregate:\n            completionSize: 5\n"
            + "            correlationExpression: {constant: x}\n            aggregationStrategy: x\n            steps: [{log: x}]\n"
            + "- route:\n    id: enrich-rest\n    from:\n      uri: timer:x\n      steps:\n", ""),
        arguments("a body that is read again", "enrichment", lookUp, "        - setBody: {constant: x}\n" + lookUp, ""),
        arguments("a value of one's own", "enrichment", keepEdits, "        - setVariable: {name: mine, constant: x}\n" + keepEdits, ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("editsOfOurs")
  void knowsWhichEditsOfOursFailEachJob(String name, String file, String old, String text, String finding) throws IOException {
    // Given the routes of the connector with an edit
    Path edited = Files.createDirectories(folders.resolve(slug(name)));
    ConnectorProcess.copyRoutes(edited);
    Path path = edited.resolve("routes/" + file + ".camel.yaml");
    String before = Files.readString(path);
    assertThat(before).contains(old);
    Files.writeString(path, before.replace(old, text));
    // When
    List<RouteFinding> found = RouteCheck.checkBeforeStart(edited, CONFIG, ENVIRONMENT);
    // Then
    if (finding.isEmpty()) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found).singleElement().asString().contains(finding);
    }
  }

  /** Those of Kamelets run elsewhere, where secrets are properties. */
  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("examples"))) {
      return files.filter(file -> file.toString().endsWith(".camel.yaml")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void saysNothingToAnExample(Path example) {
    assertThat(FOUND.getOrDefault("routes/custom/" + example.getFileName(), List.of()))
        .allSatisfy(finding -> assertThat(finding.reason()).contains("is a secret and hidden from routes"));
  }

  @Test
  void saysNothingToTheRoutesOfTheConnector() {
    assertThat(FOUND.keySet()).allMatch(file -> file.startsWith("routes/custom/"));
  }

  @BeforeAll
  static void checkAll() throws IOException {
    ConnectorProcess.copyRoutes(folder());
    Files.createDirectories(folder().resolve("routes/custom"));
    for (Arguments row : Stream.concat(slips(), good()).toList()) {
      String name = ((org.junit.jupiter.api.Named<?>) row.get()[0]).getPayload().toString();
      Files.writeString(folder().resolve("routes/custom/" + name + ".camel.yaml"), (String) row.get()[1]);
    }
    for (Path example : examples().toList()) {
      Files.copy(example, folder().resolve("routes/custom").resolve(example.getFileName()));
    }
    RouteCheck.check(folder(), CONFIG, ENVIRONMENT).forEach(finding ->
        FOUND.computeIfAbsent(finding.file(), file -> new ArrayList<>()).add(finding));
  }

  @ParameterizedTest
  @MethodSource("slips")
  void namesFileLineReasonAndFix(String name, String text, String finding) {
    String file = "routes/custom/" + name + ".camel.yaml";
    if (finding.isEmpty()) {
      assertThat(FOUND).doesNotContainKey(file);
    } else {
      assertThat(FOUND.get(file)).singleElement().asString().startsWith(file + ":")
          .contains(finding.matches(":[0-9].*") ? file + finding : finding);
    }
  }

  @ParameterizedTest
  @MethodSource("good")
  void saysNothingToAGoodFile(String name, String text, String nothing) {
    assertThat(FOUND.get("routes/custom/" + name + ".camel.yaml")).isNull();
  }

  @Test
  void showsNoSecret() {
    assertThat(FOUND.toString()).doesNotContain("planted");
  }
}
