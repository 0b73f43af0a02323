import type { ProviderSettings } from '../../config/provider-settings.js';
import type { KnownHost } from './bailian.known-hosts.js';
import { PLAN_BASE_URLS } from './bailian.regions.js';
import type { Verdict } from './bailian.try-key.js';

type SettingKey = 'region' | 'base_url' | 'workspace_id';

/** So much of a key is shown; of a short one nothing. */
const SHOWN = 4;
const SHORT = 12;

/** A key as the operator may recognise it. */
export function maskKey(key: string): string {
  return key.length < SHORT ? '…' : `…${key.slice(-SHOWN)}`;
}

/** What the hosts' answers say about a key that the instance's own host refuses, and what is to be done. */
export function describeFinding(
  key: string,
  instance: ProviderSettings,
  answers: readonly { readonly host: KnownHost; readonly verdict: Verdict }[],
): string {
  const taking = answers.filter(({ verdict }) => verdict === 'accepted').map(({ host }) => host);
  // A host of the workspace that takes it says that only the region is wrong.
  const home = taking.find(({ isOfWorkspace }) => isOfWorkspace) ?? taking[0];
  if (home !== undefined) {
    return `the key ${maskKey(key)} is of the region ${home.region}: ${adviseRegion(instance, home)}`;
  }
  const asked = unique(answers.map(({ host }) => host.region)).join(', ');
  const silent = unique(
    answers.filter(({ verdict }) => verdict === 'unknown').map(({ host }) => host.region),
  );
  const missing = silent.length === 0 ? '' : ` (${silent.join(', ')} could not be asked)`;
  return `the key ${maskKey(key)} is refused here, and none of the hosts asked takes it: ${asked}${missing}; it may be wrong or revoked, or of a region, workspace or plan that was not asked`;
}

/** What is to be done with a key of a plan, which only the plan's hosts take. */
export function describePlanKey(key: string, instance: ProviderSettings): string {
  const [chinese, international] = PLAN_BASE_URLS;
  const isAtPlan = PLAN_BASE_URLS.some((url) => instance.baseUrl?.startsWith(url) === true);
  if (isAtPlan) {
    return `the key ${maskKey(key)} is of a plan whose host refuses it: check that the plan is in force, and of this host`;
  }
  return `the key ${maskKey(key)} is of a Coding Plan, which has hosts of its own: ${assign(instance, 'base_url', chinese)}, or ${international} where it was bought outside China`;
}

function adviseRegion(instance: ProviderSettings, { region, isOfWorkspace }: KnownHost): string {
  const removed = [
    ...(instance.baseUrl === undefined ? [] : [nameOf(instance, 'base_url')]),
    ...(instance.workspaceId === undefined || isOfWorkspace ? [] : [nameOf(instance, 'workspace_id')]),
  ];
  const without = removed.length === 0 ? '' : `, and remove ${removed.join(' and ')}`;
  return `${assign(instance, 'region', region)}${without}`;
}

function assign(instance: ProviderSettings, key: SettingKey, value: string): string {
  return hasVariables(instance)
    ? `set ${nameOf(instance, key)}=${value}`
    : `set ${key}: ${value} of the provider ${instance.name} in config.yaml`;
}

/** As the operator writes it. */
function nameOf(instance: ProviderSettings, key: SettingKey): string {
  return hasVariables(instance) ? `${instance.name}_${key}`.toUpperCase().replaceAll('-', '_') : `its ${key}`;
}

/** Instances with such names can be set by variables, wherever they were written. */
function hasVariables({ name }: ProviderSettings): boolean {
  return /^bailian(-|$)/.test(name);
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
