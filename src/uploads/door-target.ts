import type { CapabilityName } from '../contracts/provider.js';
import type { Door, Target } from '../providers/provider-registry.js';

/** Attempts at what is not about a model are known by their provider alone. */
export function toTarget<Name extends CapabilityName>(door: Door<Name>): Target<Name> {
  return { ...door, model: '', isListed: true };
}
