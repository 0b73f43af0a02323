import { AdminDocuments } from '../admin-documents.js';
import { KEY, KEY_WITH_SECRET } from '../admin.schemas.js';

const RIGHTS =
  'Nobody gives what they do not have: roles, models, routes, limits and expiry are at most those of the key that asks.';

export const CreateKeyDocuments = () =>
  AdminDocuments({
    operationId: 'createKey',
    summary: 'Make a key; its secret is shown this once',
    description: RIGHTS,
    status: 201,
    body: {
      schema: 'KeyRequest',
      example: { team_id: KEY.team_id, name: 'Support bot', role: 'member', models: ['qwen-*'] },
    },
    answer: 'KeyWithSecret',
    example: KEY_WITH_SECRET,
    takesIdempotencyKey: true,
  });

export const ListKeysDocuments = () =>
  AdminDocuments({
    operationId: 'listKeys',
    summary: 'List the keys, the newest first',
    description: 'A manager has those of its team.',
    answer: 'KeyList',
    example: { data: [KEY], has_more: false, next_cursor: null },
    isPaged: true,
    filters: ['team_id'],
  });

export const RetrieveKeyDocuments = () =>
  AdminDocuments({
    operationId: 'retrieveKey',
    summary: 'Retrieve a key, without its secret',
    path: ['id'],
    answer: 'Key',
    example: KEY,
  });

export const UpdateKeyDocuments = () =>
  AdminDocuments({
    operationId: 'updateKey',
    summary: 'Change a key, or switch it off',
    description: `What is left out stays; null takes away. ${RIGHTS}`,
    path: ['id'],
    body: { schema: 'KeyUpdate', example: { disabled: true } },
    answer: 'Key',
    example: { ...KEY, disabled: true },
    takesIfMatch: true,
  });

export const RotateKeyDocuments = () =>
  AdminDocuments({
    operationId: 'rotateKey',
    summary: 'Give a key a new secret',
    description: 'The old one works for `overlap_seconds` more. The new one is shown this once.',
    path: ['id'],
    body: { schema: 'KeyRotation', example: { overlap_seconds: 3600 }, isOptional: true },
    answer: 'KeyWithSecret',
    example: KEY_WITH_SECRET,
    takesIfMatch: true,
  });

export const RevokeKeyDocuments = () =>
  AdminDocuments({
    operationId: 'revokeKey',
    summary: 'Revoke a key, for good',
    path: ['id'],
    answer: 'Deleted',
    example: { id: KEY.id, object: 'key.deleted', deleted: true },
    takesIfMatch: true,
  });
