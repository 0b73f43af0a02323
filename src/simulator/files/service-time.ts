import { createParameterError } from '../edge/simulator-error.js';

/** The service reads times without a zone as Beijing's, wherever it runs. */
const ZONE = '+08:00';
const TIME = /^(\d{4})-?(\d{2})-?(\d{2})(?: ?(\d{2}):?(\d{2}):?(\d{2}))?$/;

/**
 * Unix seconds of "20250306123000", "2025-03-06 12:30:00", "2025-03-06" or "20250306".
 * @throws SimulatorError 400 that names the field.
 */
export function parseServiceTime(text: unknown, field: string): number | undefined {
  if (text === undefined || text === '') return undefined;
  const match = typeof text === 'string' ? TIME.exec(text) : null;
  const [, year, month, day, hours = '00', minutes = '00', seconds = '00'] = match ?? [];
  const time = Date.parse(`${year ?? ''}-${month ?? ''}-${day ?? ''}T${hours}:${minutes}:${seconds}${ZONE}`);
  if (Number.isNaN(time)) throw createParameterError(`${field} must be a time like 20250306123000`);
  return time / 1_000;
}
