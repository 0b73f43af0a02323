import { AdminDocuments } from '../admin-documents.js';
import { SHARED_LIMIT } from '../admin.schemas.js';

export const ListLimitsDocuments = () =>
  AdminDocuments({
    operationId: 'listLimits',
    summary: 'List the limits of models and providers',
    description: 'A manager has those of its team. Keys and teams have theirs with them.',
    answer: 'SharedLimitList',
    example: { data: [SHARED_LIMIT], has_more: false, next_cursor: null },
  });

export const ReplaceLimitsDocuments = () =>
  AdminDocuments({
    operationId: 'replaceLimits',
    summary: 'Limit a model or a provider, for everybody together',
    path: ['scope', 'name'],
    body: { schema: 'LimitsRequest', example: { limits: SHARED_LIMIT.limits } },
    answer: 'SharedLimit',
    example: SHARED_LIMIT,
  });

export const DeleteLimitsDocuments = () =>
  AdminDocuments({
    operationId: 'deleteLimits',
    summary: 'Take the limits off a model or a provider',
    path: ['scope', 'name'],
    answer: 'LimitsDeleted',
    example: { scope: 'model', name: SHARED_LIMIT.name, object: 'limits.deleted', deleted: true },
  });
