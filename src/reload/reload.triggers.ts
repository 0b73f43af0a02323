import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { SettingsReader } from '../config/settings-reader.js';
import { GatewayLogger } from '../logging/gateway-logger.js';
import { Reload } from './reload.service.js';

/** Editors and Kubernetes change a file in several steps. */
const SETTLE_MS = 300;
/** Kubernetes swaps this link, and the files that point through it change with it. */
const VOLUME_LINK = '..data';

/** Reads the configuration again on SIGHUP, and when its file changes. */
@Injectable()
export class ReloadTriggers implements OnApplicationBootstrap, OnApplicationShutdown {
  private watcher?: FSWatcher;
  private timer?: NodeJS.Timeout;
  private readonly onSignal = (): void => {
    this.reload.reload();
  };

  constructor(
    private readonly reload: Reload,
    @Inject(SettingsReader) private readonly reader: SettingsReader,
    @Inject(GatewayLogger) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    process.on('SIGHUP', this.onSignal);
    const { file } = this.reader;
    if (!existsSync(file)) return;
    const names = [basename(file), VOLUME_LINK];
    const noteFailure = (error: unknown): void => {
      const reason = error instanceof Error ? error.message : 'unknown';
      this.logger.warn({ reason }, 'the configuration file cannot be watched; SIGHUP reads it again');
    };
    try {
      // The directory: a file that is replaced is another one.
      this.watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
        if (name === null || names.includes(name)) this.reloadSoon();
      });
      this.watcher.on('error', noteFailure);
    } catch (error) {
      noteFailure(error);
    }
  }

  onApplicationShutdown(): void {
    process.off('SIGHUP', this.onSignal);
    clearTimeout(this.timer);
    this.watcher?.close();
  }

  private reloadSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onSignal, SETTLE_MS);
  }
}
