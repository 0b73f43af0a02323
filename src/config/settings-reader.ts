import type { Settings } from './settings.js';

/** Reads the settings again, from where they were read at the start. */
export interface SettingsReader {
  /** The configuration file, whether or not it is there. */
  readonly file: string;
  /** @throws SettingsError with every problem there is. */
  read(): Settings;
}

/** Injects it. */
export const SettingsReader = Symbol('SettingsReader');
