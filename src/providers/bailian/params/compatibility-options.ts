import type { Settings } from '../../../config/settings.js';

/** The operator's choices about requests that a model does not take as they are. */
export type CompatibilityOptions = Pick<Settings, 'compatibility' | 'outputCap' | 'jsonSchemaFallback'>;
