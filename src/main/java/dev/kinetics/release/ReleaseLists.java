package dev.kinetics.release;

import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.net.EnvironmentProxies;
import dev.kinetics.net.Fetch;
import dev.kinetics.net.FetchFault;
import dev.kinetics.net.FetchFault.Kind;
import dev.kinetics.net.FetchProgress;
import dev.kinetics.net.Http;
import dev.kinetics.net.Partial;
import dev.kinetics.net.Patience;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The annotation lists of the published releases: each is fetched once, from the publisher or else
 * from the CVDF mirror, checked, and kept in the user's cache. Safe to use from several processes
 * on one cache: the second waits for the first and takes what that one fetched.
 */
public final class ReleaseLists {
  /** What the mirror calls each split's list, and what else it may be called there. */
  private static final Map<Split, List<String>> MIRROR_FILES =
      Map.of(
          Split.TRAIN, List.of("train.csv", "train.txt"),
          Split.VALID, List.of("val.csv", "val.txt"),
          Split.TEST, List.of("test.csv"));

  /** The largest list, that of 700, has some 30 MB. */
  private static final long LONGEST = 256L << 20;

  private final ReleaseHosts hosts;
  private final Path cache;
  private final FetchProgress progress;
  private final ProxySelector proxies;
  private final Patience patience;
  private final long longest;
  private final ListCheck check;

  /**
   * Uses a cache folder, which is made when something is fetched.
   *
   * @param cache the folder of the annotation lists, {@code annotations} in the user's cache
   */
  public ReleaseLists(ReleaseHosts hosts, Path cache, FetchProgress progress) {
    this(
        hosts,
        cache,
        progress,
        EnvironmentProxies.ofProcess(),
        Patience.SHORT,
        LONGEST,
        new ListCheck(Release::publishedClips, ListCheck.LARGEST_UNPACKED_BYTES));
  }

  ReleaseLists(
      ReleaseHosts hosts,
      Path cache,
      FetchProgress progress,
      ProxySelector proxies,
      Patience patience,
      long longest,
      ListCheck check) {
    this.hosts = Objects.requireNonNull(hosts);
    this.cache = cache.toAbsolutePath();
    this.progress = Objects.requireNonNull(progress);
    this.proxies = proxies;
    this.patience = patience;
    this.longest = longest;
    this.check = check;
  }

  /**
   * The release's list, fetched if it is not in the cache.
   *
   * @return the publisher's archive as it came, or a folder of the mirror's CSV lists
   * @throws KineticsException (unavailable) when no host gives it; (bad input) when the cache can't
   *     be written; (stopped) when the disk is full
   * @throws IllegalArgumentException for the demo, whose list comes from nowhere
   */
  public Path get(Release release) {
    return cached(release).map(CachedList::path).orElseGet(() -> fetch(release, false));
  }

  /**
   * Fetches the release's list again. The cached one stays until the new one is checked, and for
   * good when no new one can be had.
   *
   * @return as {@link #get}
   * @throws KineticsException as {@link #get}
   * @throws IllegalArgumentException as {@link #get}
   */
  public Path refresh(Release release) {
    return fetch(release, true);
  }

  /**
   * What the cache holds of the release; nothing is fetched.
   *
   * @throws IllegalArgumentException for the demo
   */
  public Optional<CachedList> cached(Release release) {
    try {
      return cacheOf(release).newest();
    } catch (IOException e) {
      throw cacheFault(e);
    }
  }

  private Path fetch(Release release, boolean anew) {
    ListCache lists = cacheOf(release);
    String other = "another run is fetching the list of " + release + "; waiting for it";
    try (Workspace workspace = Workspace.open(placeOf(release), () -> progress.note(other))) {
      Optional<CachedList> old = lists.newest();
      if (old.isPresent() && !anew) {
        return old.get().path();
      }
      Fetch download = new Fetch(Http.through(proxies), patience, longest, progress, () -> false);
      CachedList list = fetch(release, download, workspace, lists, old);
      workspace.clear();
      return list.path();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(release, e);
    } catch (IOException e) {
      // An interrupt that meets a file closes it, which is no fault of the cache.
      throw Thread.currentThread().isInterrupted() ? interrupted(release, e) : cacheFault(e);
    }
  }

  private static KineticsException interrupted(Release release, Exception cause) {
    return KineticsException.unavailable(
        "fetching the list of " + release + " was interrupted; the same command goes on with it",
        cause);
  }

  private CachedList fetch(
      Release release,
      Fetch download,
      Workspace workspace,
      ListCache lists,
      Optional<CachedList> old)
      throws IOException, InterruptedException {
    List<String> faults = new ArrayList<>();
    FetchFault fault;
    try {
      return fromPublisher(release, download, workspace, lists);
    } catch (FetchFault e) {
      fault = e;
      faults.add(hosts.publisher().getAuthority() + " " + e.getMessage());
    }
    if (!release.mirrorName().isEmpty()) {
      progress.note(faults.get(0) + "; trying another address");
      try {
        return fromMirror(release, download, workspace, lists);
      } catch (FetchFault e) {
        fault = e;
        faults.add(hosts.mirror().getAuthority() + " " + e.getMessage());
      }
    }
    throw KineticsException.unavailable(
        "the annotation list of release "
            + release
            + " could not be fetched: "
            + String.join("; ", faults)
            + "; get "
            + hosts.archive(release)
            + " yourself and pass it with --annotations"
            + old.map(list -> ", or go on with the cached list of " + list.fetched()).orElse(""),
        fault);
  }

  private CachedList fromPublisher(
      Release release, Fetch download, Workspace workspace, ListCache lists)
      throws IOException, InterruptedException {
    URI address = hosts.archive(release);
    Partial archive = new Partial(workspace.resolve(release.archiveName() + ".tar.gz"));
    boolean resumed = download.fetch(address, archive);
    Map<Split, Long> clips;
    try {
      clips = check(release, archive.file());
    } catch (FetchFault e) {
      archive.discard();
      if (!resumed) {
        throw e;
      }
      // Perhaps the file became another one between the two parts, and the server did not say.
      download.fetch(address, archive);
      clips = checkOrDiscard(release, archive);
    }
    return lists.publish(workspace, archive.file(), address, clips);
  }

  private Map<Split, Long> checkOrDiscard(Release release, Partial archive)
      throws IOException, InterruptedException {
    try {
      return check(release, archive.file());
    } catch (FetchFault e) {
      archive.discard();
      throw e;
    }
  }

  private CachedList fromMirror(
      Release release, Fetch download, Workspace workspace, ListCache lists)
      throws IOException, InterruptedException {
    URI address = hosts.mirrorLists(release);
    Map<Split, Path> files = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      files.put(split, longestOfMirror(release, address, split, download, workspace));
    }
    Path folder = workspace.resolve(release.archiveName());
    Workspace.delete(folder);
    Files.createDirectories(folder);
    for (Map.Entry<Split, Path> file : files.entrySet()) {
      Path target = folder.resolve(file.getKey() + ".csv");
      Files.move(file.getValue(), target, StandardCopyOption.ATOMIC_MOVE);
    }
    return lists.publish(workspace, folder, address, check(release, folder));
  }

  /**
   * The split's list; 600's train and val were long complete only as {@code .txt}, so that the one
   * with more rows is taken.
   */
  private Path longestOfMirror(
      Release release, URI address, Split split, Fetch download, Workspace workspace)
      throws IOException, InterruptedException {
    List<String> names = MIRROR_FILES.get(split);
    Path longest = null;
    long mostClips = -1;
    FetchFault fault = null;
    for (String name : release == Release.KINETICS_600 ? names : names.subList(0, 1)) {
      Partial list = new Partial(workspace.resolve(name));
      try {
        download.fetch(URI.create(address + "/" + name), list);
        long clips =
            uninterrupted(() -> check.count(list.file(), release)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        if (clips > mostClips) {
          longest = list.file();
          mostClips = clips;
        }
      } catch (FetchFault e) {
        if (!e.isRefusal()) {
          throw e;
        }
        list.discard();
        fault = e;
      }
    }
    if (longest == null) {
      throw new FetchFault(Kind.REFUSED, fault.getMessage() + " for " + names.get(0), fault);
    }
    return longest;
  }

  private Map<Split, Long> check(Release release, Path list)
      throws IOException, InterruptedException {
    progress.note("checking the list of " + release);
    return uninterrupted(() -> check.check(release, list));
  }

  @FunctionalInterface
  private interface Checked<T> {
    T get() throws IOException;
  }

  /** A list that could not be read because of an interrupt is not a bad one. */
  private static <T> T uninterrupted(Checked<T> check) throws IOException, InterruptedException {
    try {
      return check.get();
    } catch (FetchFault e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the check was interrupted");
      }
      throw e;
    }
  }

  private ListCache cacheOf(Release release) {
    return new ListCache(placeOf(release));
  }

  private Path placeOf(Release release) {
    if (release == Release.DEMO) {
      throw new IllegalArgumentException("the demo's list is not fetched");
    }
    return cache.resolve(release.archiveName());
  }

  private KineticsException cacheFault(IOException fault) {
    return DiskFull.in(fault)
        ? DiskFull.stop(cache)
        : KineticsException.badInput(
            "the cache "
                + cache
                + " can't be used ("
                + fault
                + "); make it writable, or name another with KINETICS_CACHE",
            fault);
  }
}
