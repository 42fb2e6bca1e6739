package io.countersign.deploy.guards;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells to which part of a process an offset of its core file belongs: the loadable segments of the
 * file (ELF, 64 bits, little-endian), and what {@code /proc/PID/smaps} said of them, which lies
 * beside the core as {@code CORE.smaps} if it was saved.
 */
final class CoreRegions {
  private static final int MAGIC = 0x464c457f;
  private static final int HEADER_OCTETS = 64;
  private static final int LOADABLE = 1;

  private final List<Segment> segments = new ArrayList<>();
  private final List<Region> regions = new ArrayList<>();

  private record Segment(long offset, long address, long length) {}

  private record Region(long from, long to, String name) {}

  private CoreRegions() {}

  /** Of any file; one that is no core file has no regions. */
  static CoreRegions of(Path file) throws IOException {
    CoreRegions read = new CoreRegions();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = part(channel, 0, HEADER_OCTETS);
      if (header.remaining() == HEADER_OCTETS && header.getInt(0) == MAGIC) {
        int each = header.getShort(54) & 0xffff;
        int count = header.getShort(56) & 0xffff;
        ByteBuffer all = part(channel, header.getLong(32), each * count);
        for (int at = 0; at < all.limit(); at += each) {
          if (all.getInt(at) == LOADABLE) {
            read.segments.add(
                new Segment(all.getLong(at + 8), all.getLong(at + 16), all.getLong(at + 32)));
          }
        }
      }
    }
    Path smaps = file.resolveSibling(file.getFileName() + ".smaps");
    if (Files.exists(smaps)) {
      read.regions(Files.readAllLines(smaps));
    }
    return read;
  }

  private static ByteBuffer part(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer part = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (part.hasRemaining()) {
      if (channel.read(part, offset + part.position()) < 0) {
        break;
      }
    }
    return part.flip();
  }

  private void regions(List<String> smaps) {
    String head = "";
    for (String line : smaps) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        head = line;
      } else if (line.startsWith("VmFlags:")) {
        String[] fields = head.split("\\s+", 6);
        String[] bounds = fields[0].split("-", 2);
        long from = Long.parseUnsignedLong(bounds[0], 16);
        long to = Long.parseUnsignedLong(bounds[1], 16);
        String name = fields.length > 5 && !fields[5].isEmpty() ? fields[5] : "anonymous";
        regions.add(
            new Region(
                from,
                to,
                "%s of %d KiB%s"
                    .formatted(
                        name,
                        (to - from) >> 10,
                        line.contains(" dd") ? ", left out of a kernel's core" : "")));
      }
    }
  }

  /** Of a core file, in how many regions these places are. */
  String distinct(List<Long> places) {
    return segments.isEmpty()
        ? ""
        : " in " + places.stream().map(this::segment).distinct().count() + " segments";
  }

  private Optional<Segment> segment(long offset) {
    return segments.stream()
        .filter(s -> s.offset() <= offset && offset < s.offset() + s.length())
        .findFirst();
  }

  /** Offset, and if the file is a core, address and region. */
  String place(long offset) {
    Optional<Segment> segment = segment(offset);
    if (segment.isEmpty()) {
      return "0x%x".formatted(offset);
    }
    long address = segment.get().address() + offset - segment.get().offset();
    return "address 0x%x (%s)".formatted(address, region(address));
  }

  private String region(long address) {
    return regions.stream()
        .filter(r -> r.from() <= address && address < r.to())
        .map(Region::name)
        .findFirst()
        .orElse("region unknown");
  }
}
