// What does a bad line do to a test? A proxy that cuts the connection again and again, each time after another number of bytes.
import { connect, createServer, type Server, type Socket } from 'node:net';

export class UnreliableLine {
  cuts = 0;
  private readonly open = new Set<Socket>();

  private constructor(
    private readonly listener: Server,
    readonly port: number,
  ) {}

  /** `cutAfter` tells for each cut in turn after how many bytes from the client it comes. Then the line is good. */
  static async to(target: number, cutAfter: number[]): Promise<UnreliableLine> {
    const waiting = [...cutAfter];
    const listener = createServer();
    const port = await new Promise<number>((yes) =>
      listener.listen(0, '127.0.0.1', () => {
        const address = listener.address();
        if (address && typeof address === 'object') yes(address.port);
      }),
    );
    const line = new UnreliableLine(listener, port);
    let left = waiting.shift();
    listener.on('connection', (client) => {
      const server = connect(target, '127.0.0.1');
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        line.open.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          line.open.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
      client.on('data', (bytes) => {
        if (left === undefined) return;
        left -= bytes.length;
        if (left > 0) return;
        left = waiting.shift();
        line.cuts += 1;
        // Not ended but cut: neither side learns it by a last word.
        client.resetAndDestroy();
        server.resetAndDestroy();
      });
    });
    return line;
  }

  async close(): Promise<void> {
    this.open.forEach((socket) => socket.destroy());
    await new Promise((yes) => this.listener.close(yes));
  }
}
