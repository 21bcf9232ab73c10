package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.opencti.graphql.Document;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks the GraphQL documents: none is missing, and each looks like one operation. Only OpenCTI can check the rest.
 */
final class DocumentCheck {

  /** What the connector asks for by name; kept true by a test. */
  static final Set<String> NEEDED = Set.of("about", "announce-objects", "answer-playbook", "ask-enrichment", "close-work",
      "find-labels", "find-observables", "mark-received", "open-import-work", "ping-connector", "push-bundle",
      "push-with-ended-work", "push-without-work", "read-connector", "read-indicator", "read-observable", "read-rights",
      "read-work", "register-connector", "work-alive", "write-attack-pattern", "write-autonomous-system", "write-country",
      "write-description", "write-domain-name", "write-indicator", "write-label", "write-note", "write-observable",
      "write-organization", "write-reference", "write-relationship", "write-sighting", "write-vulnerability");

  private static final Pattern OPERATION = Pattern.compile("\\s*(?:query|mutation)\\b[^{]*\\{.*}\\s*", Pattern.DOTALL);
  private static final Pattern IGNORED = Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)*\"|#[^\\n]*");

  private final RouteFolder folder;
  private final List<RouteFinding> findings = new ArrayList<>();

  DocumentCheck(RouteFolder folder) {
    this.folder = folder;
  }

  List<RouteFinding> all() {
    Set<String> there = new LinkedHashSet<>();
    for (Path file : folder.documents()) {
      try {
        Document document = Document.of(file.getFileName().toString(), RouteFolder.text(file));
        there.add(document.name());
        look(file, document.text());
      } catch (RouteFolder.NotUtf8Exception e) {
        findings.add(new RouteFinding(folder.name(file), e.line(), null, RouteFolder.NOT_UTF8));
      } catch (IOException | IllegalArgumentException e) {
        findings.add(new RouteFinding(folder.name(file), 0, null, String.valueOf(e.getMessage())));
      }
    }
    if (folder.documents().isEmpty()) {
      if (!folder.routes().isEmpty()) { // otherwise all is missing, which is said once
        findings.add(new RouteFinding(folder.name(folder.documentFolder()), 0, null, "there are no GraphQL documents, without which"
            + " OpenCTI can't be asked anything; put the folder back as it was shipped"));
      }
      return findings;
    }
    NEEDED.stream().filter(name -> !there.contains(name)).sorted().forEach(name -> findings.add(new RouteFinding(
        folder.name(folder.documentFolder()), 0, null, "there is no GraphQL document " + name + ".graphql")));
    return findings;
  }

  private void look(Path file, String text) {
    // Blank out quoted text and comments, so that line numbers stay the same.
    String bare = IGNORED.matcher(text).replaceAll(found -> " ".repeat(found.group().length()));
    int line = 1;
    StringBuilder open = new StringBuilder();
    for (int at = 0; at < bare.length(); at++) {
      char letter = bare.charAt(at);
      line += letter == '\n' ? 1 : 0;
      if ("({[".indexOf(letter) >= 0) {
        open.append(letter);
      } else if (")}]".indexOf(letter) >= 0) {
        if (open.isEmpty() || "({[".indexOf(open.charAt(open.length() - 1)) != ")}]".indexOf(letter)) {
          findings.add(new RouteFinding(folder.name(file), line, null, "'" + letter + "' closes nothing"));
          return;
        }
        open.setLength(open.length() - 1);
      }
    }
    if (!open.isEmpty()) {
      findings.add(new RouteFinding(folder.name(file), line, null, "'" + open.charAt(open.length() - 1) + "' is not closed"));
    } else if (!OPERATION.matcher(bare).matches()) {
      findings.add(new RouteFinding(folder.name(file), 0, null,
          "is not an operation: it must begin with 'query' or 'mutation'"));
    }
  }
}
