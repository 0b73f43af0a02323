import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule, ConfigService, registerAs } from '@nestjs/config';
import { ConfigurationState } from './configuration-state.js';
import { findConfigFile, loadSettings, type SettingsSource } from './load-settings.js';
import type { ProviderType } from './provider-type.js';
import { SettingsReader } from './settings-reader.js';
import { Settings } from './settings.js';

const NAMESPACE = 'gateway';

/** Everybody injects `Settings`; nobody else reads the environment. A `.env` file in the working directory counts as such. */
@Module({})
export class SettingsModule {
  /** The settings cannot know which types of providers there are, so they are told. */
  static forRoot(types: readonly ProviderType[]): DynamicModule {
    const source = (): SettingsSource => ({
      environment: process.env,
      directory: process.cwd(),
      types,
      isTerminal: process.stdout.isTTY,
    });
    const load = registerAs(NAMESPACE, () => loadSettings(source()));
    const createReader = (): SettingsReader => ({
      file: findConfigFile(source()),
      read: () => loadSettings(source()),
    });
    return {
      module: SettingsModule,
      global: true,
      imports: [ConfigModule.forRoot({ load: [load], cache: true })],
      providers: [
        {
          provide: Settings,
          useFactory: (config: ConfigService) => config.getOrThrow<Settings>(NAMESPACE),
          inject: [ConfigService],
        },
        { provide: SettingsReader, useFactory: createReader },
        ConfigurationState,
      ],
      exports: [Settings, SettingsReader, ConfigurationState],
    };
  }
}
