package io.github.camelcti.crowdsec.doubles;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The platform's own scalars: values stay as they are, and what is none of them is refused. */
final class Scalars {

  /** All that a schema may name. */
  static final List<GraphQLScalarType> ALL = List.of(
      scalar("DateTime", value -> isTime(value) ? null
          : "DateTime cannot represent an invalid date-time-string " + value + "."),
      scalar("StixId", value -> isId(value) ? null : "Provided value is not a valid STIX ID"),
      scalar("StixRef", value -> isId(value) ? null : "Provided value is not a valid STIX Reference"),
      scalar("Any", value -> null));

  private Scalars() {}

  private static boolean isTime(Object value) {
    try {
      return OffsetDateTime.parse(String.valueOf(value)) != null;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /** An internal id or one of STIX; the part after the type is not looked at. */
  private static boolean isId(Object value) {
    String text = String.valueOf(value);
    return text.matches("[a-z0-9-]+--.+") || text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  }

  private static GraphQLScalarType scalar(String name, Function<Object, String> complaint) {
    return GraphQLScalarType.newScalar().name(name).coercing(new Coercing<Object, Object>() {
      @Override
      public Object serialize(Object result, GraphQLContext context, Locale locale) {
        return result;
      }

      @Override
      public Object parseValue(Object input, GraphQLContext context, Locale locale) {
        String wrong = complaint.apply(input);
        if (wrong != null) {
          throw new CoercingParseValueException(wrong);
        }
        return input;
      }

      @Override
      public Object parseLiteral(Value<?> literal, CoercedVariables variables, GraphQLContext context,
          Locale locale) {
        Object value = plain(literal);
        String wrong = complaint.apply(value);
        if (wrong != null) {
          throw new CoercingParseLiteralException(wrong);
        }
        return value;
      }
    }).build();
  }

  private static Object plain(Value<?> literal) {
    if (literal instanceof StringValue text) {
      return text.getValue();
    }
    if (literal instanceof IntValue number) {
      return number.getValue().intValueExact();
    }
    if (literal instanceof FloatValue number) {
      return number.getValue().doubleValue();
    }
    if (literal instanceof BooleanValue truth) {
      return truth.isValue();
    }
    return literal instanceof ArrayValue list ? list.getValues().stream().map(Scalars::plain).toList() : null;
  }
}
