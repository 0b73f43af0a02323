import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { cached, goModule, pipInstall } from './tools.mjs';

const PACKAGE = 'kubernetes-validate==1.37.0';
const VERSION = 'v1.37.0-local-strict';
const DEFINITIONS = /^.*#\/\$defs\//;
const CRD_FOLDERS = [
  ['github.com/prometheus-operator/prometheus-operator@v0.85.0', 'example/prometheus-operator-crd'],
  ['sigs.k8s.io/gateway-api@v1.5.1', 'config/crd/standard'],
];

/** A folder of strict JSON Schemas as kubeconform wants them, `<kind>-<version>.json`, each complete in itself. */
export function installKindSchemas() {
  return cached('kind-schemas-1.37.0', async (folder) => {
    await writeCoreSchemas(folder);
    for (const crd of await readCrds()) writeCrdSchemas(folder, crd);
  });
}

/** The custom resource definitions that the chart's objects are of. */
export async function readCrds() {
  const crds = [];
  for (const [target, inside] of CRD_FOLDERS) {
    const folder = join(await goModule(target), inside);
    for (const name of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
      const documents = parseAllDocuments(readFileSync(join(folder, name), 'utf8'));
      const objects = documents.map((document) => document.toJS());
      crds.push(...objects.filter((object) => object?.kind === 'CustomResourceDefinition'));
    }
  }
  return crds;
}

async function writeCoreSchemas(folder) {
  const installed = await pipInstall('kubernetes-validate-1.37.0', PACKAGE);
  const source = join(installed, 'kubernetes_validate/kubernetes-json-schema', VERSION);
  const { $defs } = JSON.parse(readFileSync(join(source, '_definitions.json'), 'utf8'));
  for (const definition of Object.values($defs)) {
    for (const { kind, version } of definition['x-kubernetes-group-version-kind'] ?? []) {
      if (kind.endsWith('List')) continue;
      const schema = inline(definition, $defs, new Set());
      writeFileSync(join(folder, `${kind.toLowerCase()}-${version}.json`), JSON.stringify(schema));
    }
  }
}

/** A schema without references; what contains itself is open where it does. */
function inline(schema, $defs, around) {
  if (Array.isArray(schema)) return schema.map((entry) => inline(entry, $defs, around));
  if (typeof schema !== 'object' || schema === null) return schema;
  const name = typeof schema.$ref === 'string' ? schema.$ref.replace(DEFINITIONS, '') : undefined;
  if (name !== undefined) {
    return around.has(name) ? {} : inline($defs[name], $defs, new Set([...around, name]));
  }
  const entries = Object.entries(schema).filter(
    ([key]) => key !== 'description' || typeof schema[key] === 'object',
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, inline(value, $defs, around)]));
}

function writeCrdSchemas(folder, { spec }) {
  for (const { name, schema } of spec.versions) {
    const file = join(folder, `${spec.names.kind.toLowerCase()}-${name}.json`);
    writeFileSync(file, JSON.stringify(close(schema.openAPIV3Schema, true)));
  }
}

/** Kubernetes drops what a schema does not name; here it is an error. Metadata of an object is left open. */
function close(schema, isRoot = false) {
  if (Array.isArray(schema)) return schema.map((entry) => close(entry));
  if (typeof schema !== 'object' || schema === null) return schema;
  const closed = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, close(value)]));
  const isObject = schema.type === 'object' && typeof schema.properties === 'object';
  const isOpen = 'additionalProperties' in schema || schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (isObject && !isOpen) closed.additionalProperties = false;
  if (isRoot) closed.properties.metadata = { type: 'object' };
  return closed;
}
