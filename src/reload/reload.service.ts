import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigurationState } from '../config/configuration-state.js';
import { SettingsError } from '../config/settings-error.js';
import { SettingsReader } from '../config/settings-reader.js';
import { Settings } from '../config/settings.js';
import { GatewayLogger } from '../logging/gateway-logger.js';
import { compareSettings } from './compare-settings.js';
import { LiveParts } from './live-parts.service.js';

/** Takes over changed settings without a restart, all of them or none. */
@Injectable()
export class Reload {
  private current: Settings | undefined;

  constructor(
    @Inject(SettingsReader) private readonly reader: SettingsReader,
    private readonly state: ConfigurationState,
    private readonly parts: LiveParts,
    @Inject(GatewayLogger) private readonly logger: Logger,
  ) {}

  /** Reads the settings and takes them over. What cannot be leaves everything as it was, and is in the log. Never throws. */
  reload(): void {
    try {
      this.take(this.reader.read());
    } catch (error) {
      if (error instanceof SettingsError) this.refuse('it cannot be used', { problems: error.problems });
      else this.refuse('it could not be read', { cause: error instanceof Error ? error.message : 'unknown' });
    }
  }

  private take(next: Settings): void {
    const current = this.current ?? this.parts.settings;
    const change = compareSettings(current, next);
    if (change.needRestart.length > 0) {
      this.refuse('it changes what only a restart can change', { settings: change.needRestart });
      return;
    }
    if (change.changed.length > 0) this.parts.replace(next, change.changesProviders);
    this.current = next;
    this.state.taken(next);
    const { version } = this.state;
    this.logger.info({ version, changed: change.changed }, 'the configuration was read again');
  }

  private refuse(reason: string, details: object): void {
    this.state.refusal = `The new configuration is not in force: ${reason}; the log says more.`;
    this.logger.error({ reason, ...details }, 'the new configuration is refused');
  }
}
