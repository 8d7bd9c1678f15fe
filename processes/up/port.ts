import { createServer } from "node:net";
import { AppError } from "@/lib/core/errors";

/** PRECONDITION with one sentence when the web process could not listen there. */
export function requireFreePort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(new AppError("PRECONDITION", sentence(error, host, port), { cause: error }));
    });
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()));
  });
}

function sentence({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} is taken by another program; stop that, or choose another port: PORT=${port + 1} npm start.`;
    case "EACCES":
      return `Port ${port} may not be used by this user; choose one above 1023: PORT=3000 npm start.`;
    default:
      return `Asof cannot listen on ${host}:${port} (${message}); set HOST to an address of this machine.`;
  }
}
