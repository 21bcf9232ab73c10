package io.github.camelcti.crowdsec.doubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import graphql.language.AstPrinter;
import graphql.language.EnumTypeDefinition;
import graphql.language.FieldDefinition;
import graphql.language.ImplementingTypeDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.TypeDefinition;
import graphql.parser.ParserOptions;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The double's schema claims nothing that the platform's does not have. */
class SchemaSubsetTest {

  @ParameterizedTest(name = "{0}")
  @EnumSource(Generation.class)
  void everyTypeFieldAndArgumentIsThePlatformsOwn(Generation generation) throws IOException {
    // Given
    String shared = System.getenv("SHARED_DIR");
    Path file = Path.of(shared == null || shared.isBlank() ? "../shared" : shared)
        .resolve("opencti/schemas/" + generation.version() + ".graphql");
    assumeTrue(Files.isRegularFile(file),
        "the platform's schema is not at " + file + "; SHARED_DIR says where to look");

    // When
    Set<String> ours = lines(parse(generation.sdl()));
    Set<String> platform = lines(parse(Files.readString(file)));

    // Then
    assertThat(ours).hasSizeGreaterThan(100);
    ours.removeAll(platform);
    assertThat(ours).as("in the double's schema only").isEmpty();
  }

  private static TypeDefinitionRegistry parse(String sdl) {
    return new SchemaParser().parse(new StringReader(sdl), ParserOptions.getDefaultSdlParserOptions());
  }

  /** One line for every name of a schema, with its type: sets of lines can be compared. */
  private static Set<String> lines(TypeDefinitionRegistry schema) {
    Set<String> lines = new TreeSet<>();
    schema.scalars().keySet().forEach(name -> lines.add("scalar " + name));
    for (TypeDefinition<?> type : schema.types().values()) {
      String name = type.getClass().getSimpleName() + " " + type.getName();
      lines.add(name);
      if (type instanceof ImplementingTypeDefinition<?> object) {
        object.getImplements()
            .forEach(it -> lines.add(name + " implements " + AstPrinter.printAstCompact(it)));
        List<FieldDefinition> fields = List.copyOf(object.getFieldDefinitions());
        fields.forEach(field -> addField(lines, name + "." + field.getName(), field));
      } else if (type instanceof InputObjectTypeDefinition input) {
        addInputs(lines, name + ".", input.getInputValueDefinitions());
      } else if (type instanceof EnumTypeDefinition values) {
        values.getEnumValueDefinitions().forEach(it -> lines.add(name + "." + it.getName()));
      }
    }
    return lines;
  }

  private static void addField(Set<String> lines, String name, FieldDefinition field) {
    lines.add(name + ": " + AstPrinter.printAstCompact(field.getType()));
    addInputs(lines, name + "(", field.getInputValueDefinitions());
  }

  private static void addInputs(Set<String> lines, String prefix, List<InputValueDefinition> inputs) {
    inputs.forEach(it -> lines.add(prefix + it.getName() + ": " + AstPrinter.printAstCompact(it.getType())));
  }
}
