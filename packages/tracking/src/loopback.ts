import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  method: string;
  /** Path with its query, as sent. */
  url: string;
  body: string;
}

export interface Answer {
  status?: number;
  json?: unknown;
  bytes?: Uint8Array;
  /** Cut the connection instead of answering, after these bytes. */
  breakOff?: boolean;
}

/** A server for tests that answers from a function and remembers what it was asked. */
export async function startLoopback(answer: (request: SeenRequest, index: number) => Answer): Promise<{
  uri: string;
  seen: SeenRequest[];
  close: () => Promise<void>;
}> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const asked = { method: request.method!, url: request.url!, body };
      seen.push(asked);
      const { status = 200, json, bytes, breakOff = false } = answer(asked, seen.length - 1);
      const payload = bytes ?? Buffer.from(JSON.stringify(json ?? {}));
      if (breakOff) {
        response.writeHead(200, { 'content-length': String(payload.length + 10) });
        response.write(payload, () => response.destroy());
        return;
      }
      response.writeHead(status, { 'content-type': 'application/json' }).end(payload);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
