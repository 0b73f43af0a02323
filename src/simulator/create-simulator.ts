import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { readsItsBody } from './edge/door.js';
import { SimulatorModule } from './simulator.module.js';

const MAX_BODY_BYTES = 256 * 1024 * 1024;

/** A simulated Model Studio that is not listening yet. It logs nothing; closing it cuts open streams. */
export async function createSimulator(): Promise<INestApplication> {
  const app = await NestFactory.create<NestExpressApplication>(SimulatorModule, {
    bodyParser: false,
    forceCloseConnections: true,
    logger: false,
  });
  app.disable('x-powered-by');
  app.disable('etag');
  // Bodies are kept as they came, so that the record also shows what is not JSON.
  app.useBodyParser('raw', { type: ({ url }) => !readsItsBody(url), limit: MAX_BODY_BYTES });
  return app;
}
