import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import { type Schemas, schemaRef } from '../http/api-documents.js';

const REPORT = {
  status: 'ok',
  providers: [{ name: 'bailian', type: 'bailian', status: 'ok', models: 159 }],
  store: { status: 'ok', accounts_version: 12 },
  redis: { status: 'ok', replicas: 2 },
  configuration: { version: '3f9c0a71b2de' },
};

export const HEALTH_SCHEMAS: Schemas = {
  Readiness: {
    type: 'object',
    required: ['status', 'providers', 'store', 'redis', 'configuration'],
    properties: {
      status: {
        type: 'string',
        enum: ['ok', 'degraded', 'starting', 'draining'],
        description: '`degraded` still takes traffic.',
      },
      providers: {
        type: 'array',
        items: {
          type: 'object',
          required: ['name', 'type', 'status', 'models'],
          properties: {
            name: { type: 'string' },
            type: { type: 'string' },
            status: { type: 'string', enum: ['ok', 'degraded'] },
            models: { type: 'integer', description: 'How many are known.' },
            reason: {
              type: 'string',
              description: 'What is the matter: a refused key, or why the models could not be listed.',
            },
          },
        },
      },
      configuration: {
        type: 'object',
        required: ['version'],
        properties: {
          version: { type: 'string', description: 'The same for replicas with the same settings.' },
          refusal: { type: 'string', description: 'Why the newest settings are not in force.' },
        },
      },
      store: {
        type: 'object',
        required: ['status'],
        properties: {
          status: { type: 'string', enum: ['ok', 'degraded'] },
          reason: { type: 'string', description: 'Why it could not be used the last time.' },
          accounts_version: {
            type: 'integer',
            description: 'The latest change of keys, teams and limits that this replica goes by.',
          },
        },
      },
      redis: {
        type: 'object',
        required: ['status', 'replicas'],
        properties: {
          status: {
            type: 'string',
            enum: ['off', 'ok', 'degraded'],
            description: '`off` where none is set.',
          },
          replicas: { type: 'integer', description: 'That share the limits, as far as this one knows.' },
        },
      },
    },
  },
  Liveness: {
    type: 'object',
    required: ['status'],
    properties: { status: { type: 'string', enum: ['ok'] } },
  },
};

/** GET /health and /health/ready in the API document. */
export const ReadinessDocuments = (operationId: string, summary: string) =>
  applyDecorators(
    ApiOperation({ operationId, summary }),
    // An empty requirement: no key is needed.
    ApiSecurity({}),
    ...[200, 503].map((status) =>
      ApiResponse({
        status,
        description: status === 200 ? 'Ready.' : 'Starting or shutting down.',
        content: { 'application/json': { schema: schemaRef('Readiness'), example: REPORT } },
      }),
    ),
  );

/** GET /health/live in the API document. */
export const LivenessDocuments = () =>
  applyDecorators(
    ApiOperation({ operationId: 'getLiveness', summary: 'Whether the process answers' }),
    ApiSecurity({}),
    ApiResponse({
      status: 200,
      description: 'It does.',
      content: { 'application/json': { schema: schemaRef('Liveness'), example: { status: 'ok' } } },
    }),
  );
