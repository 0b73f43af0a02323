import { resolve } from 'node:path';
import { cleanEnvironment, createEmptyDirectory, findFreePort, ManagedProcess } from './managed-process.mjs';

/** The OpenAPI document as the built gateway serves it. Nothing leaves the machine: the upstream is a closed loopback port. */
export async function fetchOpenapiDocument() {
  const gateway = new ManagedProcess(process.execPath, [resolve('dist/main.js')], {
    cwd: createEmptyDirectory(),
    env: cleanEnvironment({
      PORT: '0',
      MANAGEMENT_PORT: '0',
      LOG_LEVEL: 'info',
      LOG_FORMAT: 'json',
      BAILIAN_API_KEY: 'sk-check',
      BAILIAN_BASE_URL: `http://127.0.0.1:${await findFreePort()}/compatible-mode/v1`,
    }),
  });
  try {
    const url = await gateway.waitForLine(readAddress);
    const response = await fetch(new URL('/openapi.json', url));
    if (!response.ok) throw new Error(`/openapi.json answered ${response.status}`);
    return await response.json();
  } finally {
    await gateway.stop();
  }
}

function readAddress(line) {
  if (!line.startsWith('{')) return undefined;
  const entry = JSON.parse(line);
  return entry.msg === 'listening' ? entry.url : undefined;
}
