import { Injectable } from '@nestjs/common';
import { versionOf } from './settings-version.js';
import { Settings } from './settings.js';

/** Which settings are in force, and what became of the newest ones. */
@Injectable()
export class ConfigurationState {
  version: string;
  /** Epoch milliseconds. */
  takenAt = Date.now();
  /** Why the newest settings are not in force; unset where they are. */
  refusal?: string;

  constructor(settings: Settings) {
    this.version = versionOf(settings);
  }

  taken(settings: Settings): void {
    this.version = versionOf(settings);
    this.takenAt = Date.now();
    this.refusal = undefined;
  }
}
