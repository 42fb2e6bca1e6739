package io.countersign.deploy.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One object of a HOCON file, read strictly: every key that is asked for is noted, {@link #close}
 * names the ones that nobody asked for. A wrong value becomes a problem and a stand-in, so that
 * reading goes on.
 */
final class Fields {
  private static final Path NOWHERE = Path.of("/nowhere");

  private final Config config;
  private final String prefix;
  private final Path base;
  private final Problems problems;
  private final Set<String> asked = new HashSet<>();

  Fields(Config config, String prefix, Path base, Problems problems) {
    this.config = config;
    this.prefix = prefix;
    this.base = base;
    this.problems = problems;
  }

  boolean has(String key) {
    return config.hasPath(key);
  }

  String text(String key) {
    if (!present(key)) {
      return "?";
    }
    ConfigValueType type = config.getValue(key).valueType();
    if (type != ConfigValueType.STRING && type != ConfigValueType.NUMBER) {
      problems.add(prefix + key + " must be a text, got " + type);
      return "?";
    }
    return config.getString(key);
  }

  String text(String key, String otherwise) {
    asked.add(key);
    return config.hasPath(key) ? text(key) : otherwise;
  }

  String oneOf(String key, String otherwise, List<String> words) {
    String got = text(key, otherwise);
    if (!words.contains(got)) {
      problems.add(prefix + key + " must be one of " + words + ", got '" + got + "'");
    }
    return got;
  }

  List<String> texts(String key) {
    if (!present(key)) {
      return List.of();
    }
    try {
      return List.copyOf(config.getStringList(key));
    } catch (ConfigException e) {
      problems.add(prefix + key + " must be a list of texts [ a, b ]");
      return List.of();
    }
  }

  int number(String key) {
    if (!present(key)) {
      return 1;
    }
    try {
      return config.getInt(key);
    } catch (ConfigException e) {
      problems.add(prefix + key + " must be a whole number");
      return 1;
    }
  }

  boolean flag(String key, boolean otherwise) {
    asked.add(key);
    if (!config.hasPath(key)) {
      return otherwise;
    }
    try {
      return config.getBoolean(key);
    } catch (ConfigException e) {
      problems.add(prefix + key + " must be true or false");
      return otherwise;
    }
  }

  Path path(String key) {
    String text = text(key);
    if (text.equals("?")) {
      return NOWHERE;
    }
    try {
      return base.resolve(text).normalize();
    } catch (InvalidPathException e) {
      problems.add(prefix + key + " is no path: " + e.getReason());
      return NOWHERE;
    }
  }

  /** A duration from the least to the most that is allowed. */
  Duration duration(String key, Duration otherwise, Duration least, Duration most) {
    asked.add(key);
    if (!config.hasPath(key)) {
      return otherwise;
    }
    try {
      Duration given = config.getDuration(key);
      if (given.compareTo(least) < 0 || given.compareTo(most) > 0) {
        problems.add(
            prefix
                + key
                + " must be "
                + least.toMillis()
                + " ms to "
                + most.toMillis()
                + " ms, got "
                + given.toMillis()
                + " ms");
        return otherwise;
      }
      return given;
    } catch (ConfigException e) {
      problems.add(prefix + key + " must be a duration such as 2 s");
      return otherwise;
    }
  }

  Endpoint endpoint(String key) {
    Fields fields = object(key);
    Endpoint endpoint = fields.endpoint();
    fields.close();
    return endpoint;
  }

  /** The keys {@code host} and {@code port} of this object. */
  Endpoint endpoint() {
    String host = text("host");
    int port = number("port");
    try {
      return new Endpoint(host, port);
    } catch (IllegalArgumentException e) {
      problems.add(prefix + "host, port: " + e.getMessage());
      return new Endpoint("?", 1);
    }
  }

  Fields object(String key) {
    Config inner = ConfigFactory.empty();
    if (present(key)) {
      if (config.getValue(key).valueType() == ConfigValueType.OBJECT) {
        inner = config.getConfig(key);
      } else {
        problems.add(prefix + key + " must be an object { ... }");
      }
    }
    return new Fields(inner, prefix + key + ".", base, problems);
  }

  List<Fields> objects(String key) {
    List<Fields> all = new ArrayList<>();
    if (present(key)) {
      try {
        List<? extends Config> configs = config.getConfigList(key);
        for (int i = 0; i < configs.size(); i++) {
          all.add(new Fields(configs.get(i), prefix + key + "[" + i + "].", base, problems));
        }
      } catch (ConfigException e) {
        problems.add(prefix + key + " must be a list of objects [ { ... } ]");
      }
    }
    return all;
  }

  /** Names the keys that nobody asked for. */
  void close() {
    for (String key : config.root().keySet()) {
      if (!asked.contains(key)) {
        problems.add(prefix + key + " is not a setting: remove it, or look for a slip of the pen");
      }
    }
  }

  private boolean present(String key) {
    asked.add(key);
    if (!config.hasPath(key)) {
      problems.add(prefix + key + " is missing");
      return false;
    }
    return true;
  }
}
