package io.countersign.deploy.guards;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A web hook (M29): appends what is posted to a file, a line each, until it is ended. Arguments:
 * that file, and one that its port is written to.
 */
public final class HookListener {
  private HookListener() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    Path port = Path.of(args[1]);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> take(exchange, file));
    server.start();
    Path fresh = port.resolveSibling(port.getFileName() + ".new");
    Files.writeString(fresh, "" + server.getAddress().getPort());
    Files.move(fresh, port, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void take(HttpExchange exchange, Path file) throws IOException {
    String body =
        new String(
            exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    Files.writeString(file, body + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }
}
