import { join } from 'node:path';
import { unpackDebian } from './tools.mjs';

/** Paths of Prometheus and promtool, of Debian's package. */
export async function installPrometheus() {
  const folder = await unpackDebian('prometheus', 'prometheus');
  return { prometheus: join(folder, 'usr/bin/prometheus'), promtool: join(folder, 'usr/bin/promtool') };
}
