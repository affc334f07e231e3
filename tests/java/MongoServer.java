import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Starts mongo-java-server, prints {@code listening mongodb://127.0.0.1:<port>} and serves until its
 * standard input closes or a signal ends it. What an H2 file holds is written out in both cases.
 *
 * <p>Options: {@code --port <n>} (a free one without it), {@code --h2 <file>} (in memory without it),
 * {@code --oplog} (change streams; keeps every write in memory).
 */
final class MongoServerLauncher {
  /** Today's drivers refuse a server that says wire version 8, which is all the library offers. */
  private static final MongoVersion VERSION =
      new MongoVersion() {
        @Override
        public List<Integer> getVersionArray() {
          return List.of(5, 0, 0);
        }

        @Override
        public int getWireVersion() {
          return 13;
        }
      };

  public static void main(String[] args) throws Exception {
    int port = 0;
    String file = null;
    boolean oplog = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--port" -> port = Integer.parseInt(args[++i]);
        case "--h2" -> file = args[++i];
        case "--oplog" -> oplog = true;
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }

    AbstractMongoBackend backend = file == null ? new MemoryBackend() : new H2Backend(file);
    MongoServer server = new MongoServer(oneAtATime(backend.version(VERSION)));
    if (oplog) server.enableOplog();
    server.bind(new InetSocketAddress("127.0.0.1", port));
    // shutdownNow closes the backend too, which commits the H2 file.
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));

    System.out.println("listening mongodb://127.0.0.1:" + server.getLocalAddress().getPort());
    System.out.flush();
    while (System.in.read() != -1) {
      // Only the end of the input means something: the parent is gone.
    }
    System.exit(0);
  }
  /**
   * Carries out one command at a time, and answers with copies. The library changes a document in
   * place while the answer to another command is being written, which then shows half of the change:
   * MongoDB never does that to a single document.
   */
  private static MongoBackend oneAtATime(MongoBackend backend) {
    return (MongoBackend)
        Proxy.newProxyInstance(
            MongoServerLauncher.class.getClassLoader(),
            new Class<?>[] {MongoBackend.class},
            (proxy, method, args) -> {
              synchronized (backend) {
                try {
                  Object answer = method.invoke(backend, args);
                  return answer instanceof Document document ? document.cloneDeeply() : answer;
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              }
            });
  }
}
