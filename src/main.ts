import type { Logger } from 'pino';
import { createApplication } from './application.js';
import { Settings } from './config/settings.js';
import { SettingsError } from './config/settings-error.js';
import { GatewayLogger } from './logging/gateway-logger.js';

async function start(): Promise<void> {
  const application = await createApplication();
  const { port, host } = application.get(Settings);
  await application.listen(port, host);
  application.get<Logger>(GatewayLogger).info({ url: await application.getUrl() }, 'listening');
}

try {
  await start();
} catch (error) {
  // A person reads this, before there is a log.
  const reason =
    error instanceof SettingsError ? error.message : `The gateway cannot start: ${String(error)}`;
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}
