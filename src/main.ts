import type { Logger } from 'pino';
import { createApplication } from './application.js';
import { Settings } from './config/settings.js';
import { describeStartFailure } from './describe-start-failure.js';
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
  process.stderr.write(`${describeStartFailure(error)}\n`);
  // The management port may be open by now, and would keep the process.
  process.exit(1);
}
