package clavis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.codelibs.opensearch.runner.node.OpenSearchRunnerNode;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

/**
 * One OpenSearch node on the loopback interface, for tests and benches. When it answers it prints one line of JSON,
 * {@code {"url":"http://127.0.0.1:…"}}; it ends when its standard input ends or on SIGTERM, and takes its data with it.
 */
public final class OpenSearchLauncher {
  private OpenSearchLauncher() {}

  public static void main(String[] arguments) throws Exception {
    Path home = Files.createTempDirectory("clavis-opensearch-");
    Node node = createNode(home);
    CountDownLatch ended = new CountDownLatch(1);
    // SIGTERM gives hooks their turn; the end of standard input comes here by System.exit.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, home), "stop"));
    node.start();
    String address = node.injector().getInstance(HttpServerTransport.class).boundAddress().publishAddress().toString();
    System.out.println("{\"url\":\"http://" + address + "\"}");
    System.out.flush();
    Thread reader = new Thread(() -> awaitEnd(System.in, ended), "standard input");
    reader.setDaemon(true);
    reader.start();
    ended.await();
    System.exit(0);
  }

  private static Node createNode(Path home) {
    Settings settings =
        Settings.builder()
            .put("path.home", home)
            .put("path.data", home.resolve("data"))
            .put("path.logs", home.resolve("logs"))
            .put("cluster.name", "clavis")
            .put("node.name", "clavis")
            .put("network.host", "127.0.0.1")
            .put("http.port", 0)
            .put("transport.port", 0)
            .put("http.type", "netty4")
            .put("transport.type", "netty4")
            .put("discovery.type", "single-node")
            // A nearly full disk would make indexes read-only in the middle of a test.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            // A query with thousands of values is compared too, and not refused here only.
            .put("indices.query.bool.max_clause_count", 65_536)
            .put("search.max_buckets", 1_000_000)
            .build();
    return new OpenSearchRunnerNode(
        InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "clavis"),
        List.of(Netty4Plugin.class, CommonAnalysisPlugin.class));
  }

  private static void awaitEnd(InputStream input, CountDownLatch ended) {
    try {
      while (input.read() >= 0) {
        // Whatever comes means nothing; only its end does.
      }
    } catch (IOException failure) {
      // A broken pipe is an end as well.
    }
    ended.countDown();
  }

  private static void stop(Node node, Path home) {
    try {
      node.close();
      node.awaitClose(20, TimeUnit.SECONDS);
    } catch (IOException failure) {
      System.err.println("the node did not close: " + failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    } finally {
      deleteFolder(home);
    }
  }

  private static void deleteFolder(Path folder) {
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (IOException failure) {
      System.err.println("not removed: " + failure);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
