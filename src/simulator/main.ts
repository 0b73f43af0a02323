import { createSimulator } from './create-simulator.js';

const DEFAULT_PORT = 9100;

const app = await createSimulator();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    app.close().then(exit, exit);
  });
}

try {
  const port = readPort(process.env.SIMULATOR_PORT);
  await app.listen(port, '127.0.0.1');
  process.stdout.write(`simulator listening on ${await app.getUrl()}\n`);
} catch (error) {
  process.stderr.write(`The simulator cannot start: ${error instanceof Error ? error.message : 'unknown'}\n`);
  process.exit(1);
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError('SIMULATOR_PORT must be a port number');
  }
  return port;
}

function exit(): void {
  process.exit(0);
}
