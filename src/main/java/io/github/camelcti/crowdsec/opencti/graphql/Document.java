package io.github.camelcti.crowdsec.opencti.graphql;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One GraphQL operation from a file. The file's name says from which version of OpenCTI on it is valid:
 * {@code read-observable.since-5.12.24.graphql}; without a version it fits all.
 *
 * @param name what it is for, for example {@code read-observable}
 * @param since the oldest platform that accepts it
 * @param variables names of the variables that it declares, without {@code $}
 */
public record Document(String name, PlatformVersion since, String text, Set<String> variables) {

  private static final Pattern FILE = Pattern.compile("([a-z][a-z-]*[a-z])(?:\\.since-(\\d+(?:\\.\\d+)*))?\\.graphql");
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)\\s*:");
  private static final Pattern OPERATION =
      Pattern.compile("^\\s*(query|mutation)\\s+\\w+\\s*(?:\\((.*?)\\))?\\s*\\{(.*)}\\s*$", Pattern.DOTALL);

  /** @throws IllegalArgumentException if the name is not a valid one */
  public static Document of(String fileName, String text) {
    Matcher matcher = FILE.matcher(fileName);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + fileName + "' is not a valid name of a GraphQL document; use "
          + "<name>.graphql or <name>.since-<version of OpenCTI>.graphql");
    }
    return new Document(matcher.group(1), PlatformVersion.of(matcher.group(2) == null ? "0" : matcher.group(2)), text,
        variables(text));
  }

  /** Name with version, for messages. */
  public String fullName() {
    return since.part(0) == 0 ? name : name + ".since-" + since;
  }

  private static Set<String> variables(String text) {
    Set<String> found = new LinkedHashSet<>();
    Matcher matcher = VARIABLE.matcher(withoutComments(text));
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return Collections.unmodifiableSet(found);
  }

  /**
   * Several mutations in one request: the platform runs different fields of one operation in the written order, and
   * goes on after one that failed (observed on 6.9.10). The same field twice is rejected, so the caller makes sure
   * that the documents and their variables differ.
   *
   * @throws IllegalArgumentException if one is not of the form {@code mutation Name($a: A) { ... }}
   */
  public static String merge(List<Document> documents) {
    if (documents.size() == 1) {
      return documents.get(0).text;
    }
    List<Matcher> operations = documents.stream().map(Document::taken).toList();
    return "mutation CrowdSecWrite("
        + operations.stream().map(it -> it.group(2).strip()).collect(Collectors.joining(", ")) + ") {"
        + operations.stream().map(it -> it.group(3)).collect(Collectors.joining()) + "}";
  }

  private Matcher taken() {
    Matcher matcher = OPERATION.matcher(withoutComments(text));
    if (!matcher.matches() || matcher.group(2) == null || !"mutation".equals(matcher.group(1))) {
      throw new IllegalArgumentException("the GraphQL document " + fullName()
          + " can't be sent together with others; write it as: mutation Name($variable: Type) { field(...) { ... } }");
    }
    return matcher;
  }

  private static String withoutComments(String text) {
    return text.replaceAll("(?m)^\\s*#.*$", "");
  }
}
