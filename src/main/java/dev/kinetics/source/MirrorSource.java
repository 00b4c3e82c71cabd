package dev.kinetics.source;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.Mp4Structure;
import dev.kinetics.net.HttpProxy;
import dev.kinetics.net.LimitedInputStream;
import dev.kinetics.net.RestartingInputStream;
import dev.kinetics.process.StoppedException;
import dev.kinetics.tool.Ffprobe;
import dev.kinetics.tool.Probe;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * The CVDF mirror: tar archives of clips that are cut already. An archive is unpacked as it
 * arrives; only wanted clips touch the disk. One object serves one run over some clips, from many
 * threads.
 */
public final class MirrorSource {
  /** What this source is called in the journal. */
  public static final String NAME = "mirror";

  private static final String REPLACEMENTS = "400/replacement_for_corrupted_k400.tgz";
  private static final long LARGEST_CLIP = 1L << 30;

  private static final int BUFFER_BYTES = 1 << 18;
  private static final int LONGEST_HEADER = 1 << 20;
  private static final int GZIP_MAGIC = 0x1f8b;

  /** A clip that is so much shorter than its section is one whose video ended inside it. */
  private static final double SHORT_BY_SECONDS = 0.5;

  /**
   * How the mirror is asked.
   *
   * @param address its base, which ends with a slash
   * @param proxy through which
   * @param release whose archives
   * @param keepArchives the folder where whole archives are kept; null to keep none
   * @param booked the folder that remembers what finished archives hold
   * @param asksAnew whether what was booked is not believed
   */
  public record Options(
      URI address,
      HttpProxy proxy,
      Release release,
      Path keepArchives,
      Path booked,
      boolean asksAnew) {}

  private final Options options;
  private final Scratch scratch;
  private final Ffprobe ffprobe;
  private final ToolLog log;
  private final HttpClient client;
  private final RestartingInputStream.Patience patience;
  private final BooleanSupplier stopped;
  private volatile boolean broken;
  private final Map<Split, Map<String, Clip>> wanted = new EnumMap<>(Split.class);
  private final Map<Clip, ClipResult> damaged = new ConcurrentHashMap<>();
  private final Collection<Failure> failures = new ConcurrentLinkedQueue<>();

  private record Failure(MirrorArchive archive, String line) {}

  /**
   * Makes a source for these clips.
   *
   * @param stopped whether the run ends
   */
  public MirrorSource(
      Options options,
      Collection<Clip> clips,
      Scratch scratch,
      Ffprobe ffprobe,
      ToolLog log,
      BooleanSupplier stopped) {
    this(options, clips, scratch, ffprobe, log, stopped, RestartingInputStream.Patience.DEFAULT);
  }

  MirrorSource(
      Options options,
      Collection<Clip> clips,
      Scratch scratch,
      Ffprobe ffprobe,
      ToolLog log,
      BooleanSupplier stopped,
      RestartingInputStream.Patience patience) {
    this.options = options;
    this.scratch = scratch;
    this.ffprobe = ffprobe;
    this.log = log;
    this.stopped = stopped;
    this.patience = patience;
    this.client =
        options
            .proxy()
            .applyTo(HttpClient.newBuilder())
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    for (Split split : Split.values()) {
      wanted.put(split, new ConcurrentHashMap<>());
    }
    clips.forEach(clip -> wanted.get(clip.split()).putIfAbsent(clip.timedName(), clip));
  }

  /**
   * Checks that the mirror has a release.
   *
   * @throws dev.kinetics.error.KineticsException when it has not
   */
  public static void requireHas(Release release) {
    MirrorLists.folder(release);
  }

  /**
   * The archives that can hold a clip that is still wanted: those of one class first.
   *
   * @throws dev.kinetics.error.KineticsException when the mirror's lists can't be had
   */
  public List<MirrorArchive> archives() throws InterruptedException {
    MirrorLists lists =
        new MirrorLists(client, options.address(), options.release(), patience, this::isStopped);
    List<MirrorArchive> ofClass = new ArrayList<>();
    List<MirrorArchive> mixed = new ArrayList<>();
    for (Split split : Split.values()) {
      if (!wanted.get(split).isEmpty()) {
        for (MirrorArchive archive : lists.archives(split)) {
          (archive.label() == null ? mixed : ofClass).add(archive);
        }
      }
    }
    ofClass.addAll(mixed);
    ofClass.removeIf(archive -> candidates(archive).isEmpty());
    return ofClass;
  }

  /**
   * The archive that replaces clips of 400 that are corrupt in their parts; none where no such clip
   * was met. To be asked for when all others are read.
   */
  public List<MirrorArchive> replacements() {
    boolean needed =
        options.release() == Release.KINETICS_400
            && damaged.keySet().stream().anyMatch(clip -> clip.split() == Split.TRAIN);
    URI address = options.address().resolve(REPLACEMENTS);
    String name = REPLACEMENTS.substring(REPLACEMENTS.indexOf('/') + 1);
    return needed ? List.of(new MirrorArchive(address, Split.TRAIN, null, name)) : List.of();
  }

  /**
   * Reads an archive and reports the wanted clips that it has. What it lacks is reported by {@link
   * #reportMissing} in the end, since another archive may have it.
   *
   * @return how the reading of the archive itself ended
   */
  public ClipResult fetch(MirrorArchive archive, BiConsumer<Clip, Fetched> report)
      throws InterruptedException {
    Set<String> names = candidates(archive);
    if (names.isEmpty()) {
      return ClipResult.made(Outcome.DONE, 0, null);
    }
    try (ReportQueue reports = new ReportQueue(report)) {
      ClipResult result = read(archive, names, reports);
      reports.finish();
      return result;
    } catch (KineticsException | StoppedException | Error e) {
      broken = true; // The run ends; those who read other archives are to see it.
      throw e;
    } catch (RuntimeException e) {
      return failed(archive, e);
    }
  }

  /** Clips that only this archive can hold are not gone: another run may get them. */
  private ClipResult failed(MirrorArchive archive, Exception fault) {
    String line = archive.name() + ": " + fault.getMessage();
    log.line(line);
    failures.add(new Failure(archive, line));
    return ClipResult.without(Outcome.FAILED, "archive", line);
  }

  private boolean isStopped() {
    return broken || stopped.getAsBoolean();
  }

  private ClipResult read(MirrorArchive archive, Set<String> names, ReportQueue reports)
      throws InterruptedException {
    try (InputStream raw = open(archive)) {
      unpack(archive, raw, names, reports);
      return ClipResult.made(Outcome.DONE, 0, null);
    } catch (RestartingInputStream.MissingException e) {
      log.line(e.getMessage());
      return ClipResult.without(Outcome.GONE, "not at the mirror", e.getMessage());
    } catch (IOException e) {
      if (DiskFull.in(e)) {
        throw DiskFull.stop(scratch.folder());
      }
      if (e instanceof InterruptedIOException || Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      return failed(archive, e);
    }
  }

  /** Reports each of these clips that no archive had. */
  public void reportMissing(Collection<Clip> clips, BiConsumer<Clip, Fetched> report) {
    for (Clip clip : clips) {
      ClipResult result = damaged.get(clip);
      for (Failure failure : failures) {
        boolean mayHold =
            failure.archive().split() == clip.split() && mayHold(failure.archive(), clip);
        if (mayHold && (result == null || result.outcome() == Outcome.DAMAGED)) {
          result = ClipResult.without(Outcome.FAILED, "archive", failure.line());
        }
      }
      if (result == null) {
        result = ClipResult.without(Outcome.GONE, "not at the mirror", "");
      }
      report.accept(clip, new Fetched(null, result.from(NAME)));
    }
  }

  private static boolean mayHold(MirrorArchive archive, Clip clip) {
    return archive.label() == null
        || clip.label().isEmpty()
        || archive.label().equals(clip.label());
  }

  /** The names in an archive that are wanted, as far as one can know before reading it. */
  private Set<String> candidates(MirrorArchive archive) {
    Set<String> names = new HashSet<>();
    wanted
        .get(archive.split())
        .forEach(
            (name, clip) -> {
              if (mayHold(archive, clip)) {
                names.add(name);
              }
            });
    if (!options.asksAnew() && !names.isEmpty()) {
      try {
        Path booked = booked(archive);
        if (Files.exists(booked)) {
          names.retainAll(new HashSet<>(Files.readAllLines(booked)));
        }
      } catch (IOException e) {
        log.line(archive.name() + ": what it holds can't be read (" + e.getMessage() + ")");
      }
    }
    return names;
  }

  private Path booked(MirrorArchive archive) {
    return options.booked().resolve(fileName(archive) + ".txt");
  }

  private String fileName(MirrorArchive archive) {
    return MirrorLists.folder(options.release())
        + "-"
        + MirrorLists.word(archive.split())
        + "-"
        + archive.name();
  }

  // --- where the bytes come from

  private InputStream open(MirrorArchive archive) throws IOException {
    if (options.keepArchives() == null) {
      return new RestartingInputStream(client, archive.address(), patience, this::isStopped, 0, "");
    }
    Path whole = options.keepArchives().resolve(fileName(archive));
    if (!Files.exists(whole)) {
      keepAlone(archive, whole);
    }
    return Files.newInputStream(whole);
  }

  /** Fetches an archive, unless another run that keeps its archives here is doing just that. */
  private void keepAlone(MirrorArchive archive, Path whole) throws IOException {
    Files.createDirectories(options.keepArchives());
    Path guard = whole.resolveSibling("." + whole.getFileName() + ".lock");
    while (!Files.exists(whole)) {
      try (FileChannel channel =
          FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        if (locks(channel)) {
          if (!Files.exists(whole)) {
            keep(archive, whole);
          }
          Files.deleteIfExists(guard); // Whoever waits for it finds the archive there.
          return;
        }
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
      if (isStopped()) {
        throw new InterruptedIOException("stopped");
      }
    }
  }

  /** Whether it is ours until it is closed; also where the file system knows no locks. */
  private static boolean locks(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // Another worker's.
    } catch (IOException e) {
      return true;
    }
  }

  /** Fetches an archive whole; what an earlier run began is gone on with. */
  private void keep(MirrorArchive archive, Path whole) throws IOException {
    Path partial = whole.resolveSibling("." + whole.getFileName() + AtomicFile.PARTIAL_ENDING);
    Path tag = whole.resolveSibling("." + whole.getFileName() + ".tag");
    String validator = Files.exists(tag) ? Files.readString(tag) : "";
    long begun = Files.exists(partial) && !validator.isEmpty() ? Files.size(partial) : 0;
    try (RestartingInputStream in =
        new RestartingInputStream(
            client, archive.address(), patience, this::isStopped, begun, validator)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      int read = in.read(buffer);
      Files.writeString(tag, in.validator(), StandardCharsets.UTF_8);
      try (OutputStream out =
          begun > 0
              ? Files.newOutputStream(partial, StandardOpenOption.APPEND)
              : Files.newOutputStream(partial)) {
        for (; read >= 0; read = in.read(buffer)) {
          out.write(buffer, 0, read);
        }
      }
    } catch (RestartingInputStream.RefusedException e) {
      Files.deleteIfExists(partial); // Another file by now: the next run begins anew.
      Files.deleteIfExists(tag);
      throw e;
    }
    AtomicFile.moveInto(partial, whole);
    Files.deleteIfExists(tag);
  }

  // --- unpacking

  private void unpack(
      MirrorArchive archive, InputStream raw, Set<String> names, ReportQueue reports)
      throws IOException, InterruptedException {
    Map<String, Clip> ofSplit = wanted.get(archive.split());
    Set<String> held = new LinkedHashSet<>();
    LimitedInputStream plain =
        new LimitedInputStream(unzipped(raw), LONGEST_HEADER, "the header of an entry");
    try (TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
      for (TarArchiveEntry entry = next(tar, plain); entry != null; entry = next(tar, plain)) {
        if (isStopped()) {
          throw new InterruptedException();
        }
        String name = clipName(entry);
        if (name == null) {
          continue;
        }
        held.add(name);
        Clip clip = names.contains(name) ? ofSplit.remove(name) : null;
        if (clip == null) {
          continue;
        }
        boolean taken = false;
        try {
          taken = take(clip, tar, reports);
        } finally {
          if (!taken) {
            ofSplit.put(name, clip); // A second entry of the name may be whole.
          }
        }
        if (taken) {
          names.remove(name);
          if (names.isEmpty() || ofSplit.isEmpty()) {
            return;
          }
        }
      }
    }
    reports.finish();
    AtomicFile.write(
        booked(archive),
        out -> {
          for (String name : held) {
            out.write((name + "\n").getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  /** The next entry; what was left of the one before is passed over. */
  private static TarArchiveEntry next(TarArchiveInputStream tar, LimitedInputStream plain)
      throws IOException {
    if (tar.getCurrentEntry() != null) {
      tar.transferTo(OutputStream.nullOutputStream());
    }
    plain.renew();
    TarArchiveEntry entry = tar.getNextEntry();
    plain.suspend();
    return entry;
  }

  /** Gzip or not, which the content says and not the name. */
  private static InputStream unzipped(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, BUFFER_BYTES);
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    if (magic != GZIP_MAGIC) {
      return in;
    }
    LimitedInputStream packed = new LimitedInputStream(in, LONGEST_HEADER, "a header of gzip");
    InputStream gzip =
        GzipCompressorInputStream.builder()
            .setInputStream(packed)
            .setBufferSize(BUFFER_BYTES)
            .setDecompressConcatenated(true)
            .get();
    return new BufferedInputStream(
        new FilterInputStream(gzip) {
          @Override
          public int read(byte[] bytes, int offset, int count) throws IOException {
            packed.renew();
            return super.read(bytes, offset, count);
          }
        },
        BUFFER_BYTES);
  }

  /**
   * The clip that an entry is, by its last name alone; null for what is no ordinary file, what
   * leads out of the archive's own folders, and what can't be a clip. No path is made of it.
   */
  private static String clipName(TarArchiveEntry entry) {
    String path = entry.getName();
    boolean plain =
        entry.isFile()
            && !entry.isLink()
            && !entry.isSymbolicLink()
            && !entry.isSparse()
            && !entry.isCharacterDevice() // isFile() says yes to devices.
            && !entry.isBlockDevice()
            && !entry.isFIFO()
            && entry.getSize() <= LARGEST_CLIP;
    boolean hostile =
        path.startsWith("/") || path.contains("\\") || ("/" + path + "/").contains("/../");
    String name = path.substring(path.lastIndexOf('/') + 1);
    return plain && !hostile && name.matches("[A-Za-z0-9_-]{1,80}\\.mp4")
        ? name.substring(0, name.length() - ".mp4".length())
        : null;
  }

  /** Writes a clip to scratch and checks it; false when it is damaged. */
  private boolean take(Clip clip, InputStream content, ReportQueue reports)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Path folder = scratch.newFolder();
    Path file = folder.resolve("clip.mp4");
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        out.write(buffer, 0, read);
      }
    }
    MediaFacts facts = facts(file);
    if (facts == null || facts.seconds() < Math.min(1, clip.length().toMillis() / 1000.0 / 2)) {
      Scratch.delete(folder);
      damaged.put(
          clip,
          ClipResult.without(Outcome.DAMAGED, "damaged", "the mirror's file can't be decoded"));
      return false;
    }
    double missing = clip.length().toMillis() / 1000.0 - facts.seconds();
    Outcome outcome = missing > SHORT_BY_SECONDS ? Outcome.SHORT : Outcome.DONE;
    ClipResult result =
        ClipResult.made(outcome, Files.size(file), facts)
            .from(NAME)
            .after(1, (System.nanoTime() - start) / 1e9);
    damaged.remove(clip);
    reports.add(clip, new Fetched(file, result));
    return true;
  }

  private MediaFacts facts(Path file) throws IOException, InterruptedException {
    MediaFacts plain = Mp4Structure.read(file).orElse(null);
    if (plain != null) {
      return plain;
    }
    Probe probe = ffprobe.probe(file).orElse(null);
    if (probe == null || probe.video().isEmpty() || probe.video().get().width() == 0) {
      return null;
    }
    return new MediaFacts(
        probe.video().get().width(),
        probe.video().get().height(),
        probe.video().get().frameRate(),
        Math.max(probe.seconds(), probe.video().get().seconds()),
        probe.video().get().frames(),
        probe.audio().isPresent());
  }
}
