import { LineMapper } from './line-mapper.js';
import type { BatchLines } from './batch-lines.js';
import type { SpooledFile } from './spooled-file.js';

const CHUNK_BYTES = 1024 * 1024;

/** Takes every line of a file, and appends what becomes of it to another one. */
export async function mapLines(source: SpooledFile, target: SpooledFile, lines: BatchLines): Promise<void> {
  const mapper = new LineMapper(lines);
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let position = 0; position < source.size;) {
    const bytes = await source.read(chunk, position);
    position += bytes;
    // Once something is wrong nothing will be sent.
    const mapped = mapper.add(chunk.subarray(0, bytes));
    if (!lines.hasProblems) await target.append(mapped);
  }
  const rest = mapper.finish();
  if (!lines.hasProblems) await target.append(rest);
}
