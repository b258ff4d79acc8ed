package io.ringfence.e2e.suite;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives every test that asks for a [TestSuite] the same one, started at the first and stopped
/// after the last.
final class SharedSuite implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestSuite.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.GLOBAL)
        .computeIfAbsent(TestSuite.class, key -> started(), TestSuite.class);
  }

  private static TestSuite started() {
    try {
      var suite = TestSuite.fresh().withUpstream();
      suite.up();
      try (var api = suite.api()) {
        new Policy(api).warn("admin@example.org");
      }
      return suite;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
