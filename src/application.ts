import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { serveDocuments } from './documents.js';
import { placeEdge } from './http/edge.js';
import { GatewayAdapter } from './http/gateway-adapter.js';
import { GatewayLogger } from './logging/gateway-logger.js';
import { createNestLogger } from './logging/nest-logger.js';

/**
 * The gateway, ready to listen.
 * @throws SettingsError where the settings cannot be used.
 */
export async function createApplication(): Promise<NestExpressApplication> {
  const application = await NestFactory.create<NestExpressApplication>(AppModule, new GatewayAdapter(), {
    abortOnError: false,
    bodyParser: false,
    logger: false,
  });
  application.useLogger(createNestLogger(application.get(GatewayLogger)));
  placeEdge(application);
  serveDocuments(application);
  application.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  return application;
}
