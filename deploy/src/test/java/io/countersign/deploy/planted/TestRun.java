package io.countersign.deploy.planted;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs one test class or method; loaded anew by each class loader that has a bug planted. */
public final class TestRun {
  private TestRun() {}

  /**
   * @param name {@code package.Class} or {@code package.Class#method}
   * @return {@code found failed}, two numbers
   */
  public static long[] run(String name) {
    int hash = name.indexOf('#');
    DiscoverySelector selector =
        hash < 0 ? selectClass(name) : method(name.substring(0, hash), name.substring(hash + 1));
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selector).build();
    Launcher launcher = LauncherFactory.create();
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    launcher.execute(request, summary);
    return new long[] {
      summary.getSummary().getTestsStartedCount(), summary.getSummary().getTotalFailureCount()
    };
  }

  /** The method of that name, whatever its parameters. */
  private static DiscoverySelector method(String className, String methodName) {
    try {
      Class<?> type =
          Class.forName(className, false, Thread.currentThread().getContextClassLoader());
      return Stream.of(type.getDeclaredMethods())
          .filter(m -> m.getName().equals(methodName))
          .findFirst()
          .<DiscoverySelector>map(m -> selectMethod(type, m))
          .orElseGet(() -> selectMethod(className, methodName));
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("no test class " + className, e);
    }
  }
}
