import { getMetadataStorage } from 'class-validator';

/** `${VARIABLE}` or `${file:/path}`, which the gateway fills when it reads its configuration. */
const PLACEHOLDER = '\\$\\{[^}]+\\}';
const ONLY_PLACEHOLDER = { type: 'string', pattern: `^${PLACEHOLDER}$` };
/** A setting with such a name must not stand in a ConfigMap. */
const SECRET_NAME = /(key|secret|token|password|headers)s?$/i;

/**
 * JSON Schema of what config.yaml may say, from the decorators of the settings classes.
 * `settings` and `provider` are those classes; `providerProperties` names the keys of a provider; `excluded` are properties
 * that somebody else sets.
 */
export function describeConfig({ settings, provider, providerProperties, types, toVariableName, excluded }) {
  const structured = {
    providers: {
      type: 'object',
      additionalProperties: describeProvider(provider, providerProperties, types),
    },
    aliases: { type: 'object', additionalProperties: { type: 'string', pattern: '^[^/]+/.+$' } },
    catalogue: { type: 'array', items: { type: 'object', required: ['id'] } },
  };
  const properties = {};
  for (const property of Object.keys(new settings()).sort()) {
    if (excluded.includes(property)) continue;
    properties[toVariableName(property).toLowerCase()] =
      structured[property] ?? describeProperty(settings, property);
  }
  return {
    type: 'object',
    properties,
    patternProperties: describeInstanceVariables(provider, providerProperties, types),
    additionalProperties: false,
  };
}

function describeProvider(provider, providerProperties, types) {
  const entries = Object.entries(providerProperties).map(([key, property]) => [
    key,
    key === 'type' ? { enum: types.map(({ type }) => type) } : describeProperty(provider, property),
  ]);
  return { type: 'object', properties: Object.fromEntries(entries), additionalProperties: false };
}

/** Keys such as `bailian_east_region`. */
function describeInstanceVariables(provider, providerProperties, types) {
  return Object.fromEntries(
    types
      .filter(({ environmentPrefix }) => environmentPrefix !== undefined)
      .flatMap(({ environmentPrefix }) =>
        Object.entries(providerProperties)
          .filter(([key]) => key !== 'type' && key !== 'output_cap_field')
          .map(([key, property]) => [
            `^${environmentPrefix.toLowerCase()}_([a-z0-9_]+_)?${key}$`,
            describeProperty(provider, property),
          ]),
      ),
  );
}

function describeProperty(constructor, property) {
  const rules = getMetadataStorage()
    .getTargetValidationMetadatas(constructor, '', true, false)
    .filter(({ propertyName }) => propertyName === property);
  const isList = rules.some(({ name }) => name === 'isArray');
  const isText = rules.every(({ name }) => !['isInt', 'isNumber', 'isBoolean'].includes(name));
  if (isText && SECRET_NAME.test(property)) {
    return isList
      ? { ...ONLY_PLACEHOLDER, type: ['array', 'string'], items: ONLY_PLACEHOLDER }
      : ONLY_PLACEHOLDER;
  }
  const value = describeValue(rules.filter(({ name }) => name !== 'isArray'));
  return isList ? { type: ['array', 'string'], items: value } : value;
}

/** One schema for the value and for a placeholder in its place, so that a message names one rule and no alternatives. */
function describeValue(rules) {
  const find = (name) => rules.find((rule) => rule.name === name)?.constraints?.[0];
  const has = (name) => rules.some((rule) => rule.name === name);
  if (has('isInt')) {
    return {
      type: ['integer', 'string'],
      pattern: `^${PLACEHOLDER}$`,
      ...(has('min') ? { minimum: find('min') } : {}),
      ...(has('max') ? { maximum: find('max') } : {}),
    };
  }
  if (has('isNumber')) {
    return {
      type: ['number', 'string'],
      pattern: `^${PLACEHOLDER}$`,
      ...(has('min') ? { minimum: find('min') } : {}),
      ...(has('max') ? { maximum: find('max') } : {}),
    };
  }
  if (has('isBoolean')) return { type: ['boolean', 'string'], pattern: `^${PLACEHOLDER}$` };
  if (has('isIn')) return { type: 'string', pattern: `^(${find('isIn').join('|')}|${PLACEHOLDER})$` };
  if (has('matches')) return { type: 'string', pattern: `(${find('matches').source})|(${PLACEHOLDER})` };
  if (has('isUrl')) return { type: 'string', pattern: `^https?://|${PLACEHOLDER}` };
  if (has('isObject')) return { type: 'object' };
  return { type: 'string', minLength: 1 };
}
