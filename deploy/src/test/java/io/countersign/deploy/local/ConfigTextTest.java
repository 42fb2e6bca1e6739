package io.countersign.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTextTest {
  private static final Octets PIN = Octets.of(new byte[32]);
  private static final Endpoint HERE = new Endpoint("127.0.0.1", 20000);

  @ParameterizedTest
  @ValueSource(strings = {"true", "null", "1e5", "007", "local", "include"})
  void everyNameIsReadAsTheTextItIs(String name) {
    List<String> files =
        List.of(
            ConfigText.device(name, name, PIN, HERE, true, ""),
            ConfigText.agents(name, name, PIN, HERE, List.of(name)),
            ConfigText.coordinator(name, name, PIN, HERE, HERE),
            ConfigText.messageServer(name, name, PIN, HERE),
            ConfigText.heartbeat(
                name,
                name,
                PIN,
                HERE,
                Duration.ofSeconds(1),
                List.of(new NodeConfig.Target(name, HERE))));
    for (String file : files) {
      Config read = ConfigFactory.parseString(file);
      assertText(read.getValue("ring"), name);
      assertText(read.getValue("node"), name);
      assertText(read.getValue("record.sha256"), PIN.hex());
    }
    Config agent = ConfigFactory.parseString(files.get(1)).getConfigList("cards").get(0);
    assertText(agent.getValue("agent"), name);
    assertText(agent.getValue("card"), "keys/" + name + ".p12");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "null", "1e5"})
  void namesInTheFileOfARequesterToo(String name) {
    Config read = ConfigFactory.parseString(ConfigText.client(name, name, PIN, name, HERE));
    assertText(read.getValue("ring"), name);
    assertText(read.getValue("requester"), name);
    assertText(read.getValue("api.coordinator"), name);
  }

  private static void assertText(ConfigValue value, String text) {
    assertThat(value.valueType()).isEqualTo(ConfigValueType.STRING);
    assertThat(value.unwrapped()).isEqualTo(text);
  }
}
