import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Settings } from '../config/settings.js';
import { GatewayLogger } from '../logging/gateway-logger.js';
import { Instruments } from './instruments.js';

export interface ManagementAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

type ManagementPage = () => ManagementAnswer | Promise<ManagementAnswer>;

/** A second, small HTTP server for the cluster: /metrics, and the pages that features add. No model route is on it. */
@Injectable()
export class ManagementServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server?: Server;
  private handed?: { readonly prefix: string; readonly handle: Handle };
  private readonly pages = new Map<string, ManagementPage>();

  constructor(
    private readonly settings: Settings,
    instruments: Instruments,
    @Inject(GatewayLogger) private readonly logger: Logger,
  ) {
    this.serve('/metrics', async () => ({
      status: 200,
      contentType: instruments.registry.contentType,
      body: await instruments.render(),
    }));
  }

  /** Adds a page for GET requests of one path. */
  serve(path: string, page: ManagementPage): void {
    this.pages.set(path, page);
  }

  /** Leaves every request below a path to the gateway itself, with its own authentication. */
  handOn(prefix: string, handle: Handle): void {
    this.handed = { prefix, handle };
  }

  /** The port is a convenience: taken by another it costs a warning, not the start. */
  onApplicationBootstrap(): void {
    const { managementPort: port, host } = this.settings;
    if (port === 0) return;
    const server = createServer((request, response) => {
      if (this.handed !== undefined && request.url?.startsWith(this.handed.prefix) === true) {
        this.handed.handle(Object.assign(request, { isManagement: true }), response);
        return;
      }
      this.answer(request.url).then(
        ({ status, contentType, body }) =>
          response.writeHead(status, { 'content-type': contentType }).end(body),
        () => response.destroy(),
      );
    });
    server.on('error', (error) => {
      this.logger.warn({ port, reason: error.message }, 'the management port cannot be used');
    });
    this.server = server.listen(port, host);
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer(url = '/'): Promise<ManagementAnswer> {
    const page = this.pages.get(url.split('?', 1)[0] ?? '/');
    if (page === undefined) return { status: 404, contentType: 'text/plain', body: 'not found\n' };
    try {
      return await page();
    } catch {
      return { status: 500, contentType: 'text/plain', body: 'failed\n' };
    }
  }
}
