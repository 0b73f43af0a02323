import { ROUTE_GROUPS } from '../../contracts/route-group.js';
import { fieldRule } from './field-rule.js';

const MOST = 100;
const PATTERN = /^[\x21-\x7e]{1,200}$/;

/** Patterns of models. */
export const IsModelPatterns = fieldRule('isModelPatterns', (value, field) =>
  isListOf(value, (entry) => typeof entry === 'string' && PATTERN.test(entry))
    ? undefined
    : `${field} must be a list of at most ${MOST} names of models, in which * is any text`,
);

/** Names of route groups. */
export const IsRouteGroups = fieldRule('isRouteGroups', (value, field) =>
  isListOf(value, (entry) => ROUTE_GROUPS.includes(entry as never))
    ? undefined
    : `${field} must be a list of ${ROUTE_GROUPS.join(', ')}`,
);

function isListOf(value: unknown, isEntry: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= MOST && value.every(isEntry);
}
