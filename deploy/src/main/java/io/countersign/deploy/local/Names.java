package io.countersign.deploy.local;

import io.countersign.protocol.evidence.Ring;
import java.util.List;

/** Names for the devices and people of a local ring. */
final class Names {
  static final List<String> DEVICES =
      List.of(
          "amber",
          "basalt",
          "cobalt",
          "dolomite",
          "emerald",
          "feldspar",
          "garnet",
          "hematite",
          "iolite",
          "jasper",
          "kyanite",
          "lapis",
          "malachite",
          "nephrite",
          "obsidian",
          "pyrite");

  static final List<String> PEOPLE =
      List.of(
          "ada", "alan", "anna", "ben", "boris", "carla", "cleo", "dan", "dora", "edgar", "elsa",
          "emil", "felix", "fiona", "frida", "georg", "gina", "greta", "hanna", "henri", "hugo",
          "ida", "igor", "ines", "jana", "jonas", "julia", "karl", "kira", "lara", "leo", "lina",
          "marco", "maria", "mira", "nina", "noah", "olga", "oskar", "paul", "petra", "quentin",
          "rosa", "ruben", "sofia", "theo", "vera", "willi");

  static final String COORDINATOR = "coordinator";
  static final String REQUESTER = "operator";

  private Names() {}

  static String messageServer(String device) {
    return device + Ring.MESSAGE_SERVER_SUFFIX;
  }

  static String agentsNode(String device) {
    return "agents-" + device;
  }
}
