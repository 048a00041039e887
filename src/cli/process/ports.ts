import { createServer } from 'node:net';

const tryPort = (host: string, port: number): Promise<number | NodeJS.ErrnoException> => new Promise(resolve => {
  const server = createServer();
  server.once('error', resolve);
  server.listen({ host, port, exclusive: true }, () => {
    const address = server.address();
    const given = address !== null && typeof address === 'object' ? address.port : port;
    server.close(() => resolve(given));
  });
});

/** A TCP port that is free now on loopback. */
export const freePort = async (): Promise<number> => {
  const port = await tryPort('127.0.0.1', 0);
  if (typeof port !== 'number') throw port;
  return port;
};

/** Why a server cannot listen there, as the system's error code; undefined when it can. */
export const portProblem = async (host: string, port: number): Promise<string | undefined> => {
  const outcome = await tryPort(host, port);
  return typeof outcome === 'number' ? undefined : outcome.code ?? outcome.message;
};
